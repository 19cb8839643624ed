import { useCallback, useState } from 'react'
import type { Translation } from 'video-translation-client'
import { languageName } from '../format/language-name.ts'
import { cx } from '../ui/class-names.ts'
import { useWords } from '../words/words.ts'
import { Caption } from './caption.tsx'
import { Controls } from './controls.tsx'
import type { CueSession } from './edits/cue-session.ts'
import { isNewer, mediaOf, sourceMediaOf, type StageMedia } from './media/stage-media.ts'
import type { Side } from './media/pair.ts'
import type { Transport } from './media/transport.ts'
import { useHeard, useView } from './use-view.ts'
import { SourceCopy } from './source-copy.tsx'
import css from './stage.module.css'

interface Props {
  translation: Translation
  session: CueSession
  transport: Transport
  id: string
}

/** The source and the result. They play in step, and one of them is heard. */
export function Stage({ translation, session, transport, id }: Props) {
  const { t, locale } = useWords()
  const [view, setView] = useView()
  const heard = useHeard(transport)
  const target = translation.targets.find(({ language }) => language === session.language)
  const source = useShown(sourceMediaOf(translation))
  const result = useShown(mediaOf(target))
  const hasResult = result.url !== undefined
  const isPair = source.url !== undefined && hasResult
  const from = translation.from ?? translation.source.detectedLanguage
  const screens = { session, transport, view, isPair }
  return (
    <div className={css.stage}>
      <div className={cx(css.screens, isPair && view.isSideBySide && css.two)}>
        {source.url !== undefined && (
          <Screen
            {...screens}
            side="source"
            media={source}
            name={from === undefined ? undefined : languageName(from, locale)}
            isShown={!isPair || view.isSideBySide || heard === 'source'}
          />
        )}
        {(hasResult || source.url === undefined) && (
          <Screen
            {...screens}
            side="result"
            media={result}
            name={languageName(session.language, locale)}
            isShown={!isPair || view.isSideBySide || heard === 'result'}
          />
        )}
      </div>
      <Controls {...screens} id={id} heard={heard} onView={setView} />
      {!hasResult && <p className={css.hint}>{t('players.none')}</p>}
      <SourceCopy translation={translation} />
    </div>
  )
}

interface ScreenProps {
  session: CueSession
  transport: Transport
  view: ReturnType<typeof useView>[0]
  isPair: boolean
  side: Side
  media: StageMedia
  /** The language that is heard. */
  name: string | undefined
  isShown: boolean
}

function Screen({ session, transport, view, isPair, side, media, name, isShown }: ScreenProps) {
  const { t } = useWords()
  const { url, isSound, finishedAt } = media
  const label = side === 'source' ? t('stage.source') : t('players.label', { name: name ?? '' })
  // Another function would take the video away, and give it back, each time this is drawn.
  const attach = useCallback(
    (element: HTMLVideoElement) => {
      transport.attach(side, element)
      return () => transport.attach(side, null)
    },
    [transport, side],
  )
  if (url === undefined) return <p className={css.none}>{t('players.none')}</p>
  return (
    <div className={cx(css.screen, isSound && css.soundOnly)} hidden={!isShown}>
      <video
        key={finishedAt}
        ref={attach}
        src={url}
        preload="auto"
        playsInline
        aria-label={label}
        onClick={transport.toggle}
      />
      {isPair && (
        <span className={css.name}>
          {t(`stage.${side}`)}
          {name !== undefined && ` · ${name}`}
        </span>
      )}
      <Caption session={session} transport={transport} side={side} view={view} />
    </div>
  )
}

/** Only what was made anew is loaded anew. */
function useShown(next: StageMedia): StageMedia {
  const [shown, setShown] = useState(next)
  if (!isNewer(next, shown)) return shown
  setShown(next)
  return next
}
