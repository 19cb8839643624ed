import { useMemo, useRef, useState } from 'react'
import type { Translation } from 'video-translation-client'
import { useWords } from '../words/words.ts'
import { CueList } from './cue-list.tsx'
import type { CueSession } from './cue-session.ts'
import { Inspector } from './inspector.tsx'
import { useStudioKeys } from './keys.ts'
import { paceOf } from './pace.ts'
import { Review } from './review.tsx'
import { Stage } from './stage.tsx'
import { StudioBar } from './studio-bar.tsx'
import { Timeline } from './timeline.tsx'
import { createTransport } from './transport.ts'
import { useSessionState } from './use-cues.ts'
import css from './studio.module.css'

interface Props {
  translation: Translation
  session: CueSession
}

/** Video, lines and time together. The chosen line is the one that the keys act on. */
export function Studio({ translation, session }: Props) {
  const { t } = useWords()
  const state = useSessionState(session)
  const root = useRef<HTMLDivElement>(null)
  const [transport] = useState(createTransport)
  const [chosen, setChosen] = useState(state.ids[0])
  const id = chosen !== undefined && state.ids.includes(chosen) ? chosen : state.ids[0]
  // The pace changes only with a new result, not with each letter.
  const pace = useMemo(() => paceOf(session.cues(), session.language), [session, state.revision])
  useStudioKeys(root, { session, transport, id, choose: setChosen })
  if (id === undefined) return <p>{t('studio.empty')}</p>
  return (
    <div className={css.studio} ref={root}>
      <StudioBar translation={translation} session={session} />
      {translation.review && <Review translation={translation} session={session} />}
      <div className={css.columns}>
        <div className={css.side}>
          <Stage translation={translation} session={session} transport={transport} id={id} />
          <Inspector session={session} transport={transport} id={id} pace={pace} onChoose={setChosen} />
        </div>
        <CueList session={session} transport={transport} id={id} pace={pace} onChoose={setChosen} />
      </div>
      <Timeline
        session={session}
        transport={transport}
        id={id}
        generation={state.generation}
        onChoose={setChosen}
      />
    </div>
  )
}
