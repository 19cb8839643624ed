import { useEffect, useMemo, useRef, useState } from 'react'
import type { Translation } from 'video-translation-client'
import { Later } from '../ui/later.tsx'
import { useWords } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'
import { useSessionState } from './edits/use-cues.ts'
import { useFits } from './fit/use-fits.ts'
import { Inspector } from './inspector.tsx'
import { KeyHelp } from './key-help.tsx'
import { useStudioKeys } from './keys.ts'
import { createLineVerbs } from './line-verbs.ts'
import { CueList } from './lines/cue-list.tsx'
import { Transport } from './media/transport.ts'
import { useHearing } from './media/use-hearing.ts'
import { useSlowScenes } from './media/use-slow-scenes.ts'
import { useSpeakingAhead } from './media/use-speaking-ahead.ts'
import { PhoneBar } from './phone-bar.tsx'
import { Review } from './review.tsx'
import { Stage } from './stage.tsx'
import { StudioBar } from './studio-bar.tsx'
import { Timeline } from './timeline/timeline.tsx'
import list from './lines/cue-list.module.css'
import timeline from './timeline/timeline.module.css'
import css from './studio.module.css'

interface Props {
  translation: Translation
  session: CueSession
  /** The line to begin with. */
  line: string | undefined
}

/** Videos, lines and time together. The chosen line is the one that the keys act on. */
export function Studio({ translation, session, line }: Props) {
  const { t } = useWords()
  const ids = useSessionState(session, 'ids')
  const root = useRef<HTMLDivElement>(null)
  const [transport] = useState(() => new Transport())
  const [chosen, choose] = useState(line ?? ids[0])
  const [isHelping, setIsHelping] = useState(false)
  const id = chosen !== undefined && ids.includes(chosen) ? chosen : (ids[0] ?? '')
  const hearing = useHearing(translation.id, session)
  useSpeakingAhead(session, hearing, translation.engine)
  const fits = useFits(session, hearing, translation.source.durationSeconds)
  const verbs = useMemo(
    () => createLineVerbs({ session, transport, hearing, fits, id, choose, t }),
    [session, transport, hearing, fits, id, ids],
  )
  const target = translation.targets.find(({ language }) => language === session.language)
  const scenes = useSlowScenes(translation.id, target)
  useEffect(() => transport.slow(scenes), [transport, scenes])
  const showKeys = () => setIsHelping(true)
  useStudioKeys(root, { verbs, transport, id, showKeys })
  if (ids.length === 0) return <p className={css.empty}>{t('studio.empty')}</p>
  const shared = { translation, session, transport, id }
  return (
    <div className={css.studio} ref={root}>
      <StudioBar translation={translation} session={session} verbs={verbs} onShowKeys={showKeys} />
      {translation.review && <Review translation={translation} session={session} />}
      <div className={css.columns}>
        <div className={css.side}>
          <Stage {...shared} />
          <Inspector session={session} verbs={verbs} id={id} engine={translation.engine} fits={fits} />
        </div>
        <Later first={<div className={list.list} />}>
          <CueList
            session={session}
            transport={transport}
            id={id}
            fits={fits}
            from={translation.from ?? translation.source.detectedLanguage}
            onChoose={choose}
          />
        </Later>
      </div>
      <Later first={<div className={timeline.timeline} />}>
        <Timeline {...shared} scenes={scenes} onChoose={choose} />
      </Later>
      <PhoneBar verbs={verbs} id={id} />
      {isHelping && <KeyHelp onClose={() => setIsHelping(false)} />}
    </div>
  )
}
