import { Pause, Play, SkipBack, SkipForward } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import type { Translation } from 'video-translation-client'
import { languageName } from '../format/language-name.ts'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import type { CueSession } from './cue-session.ts'
import { timeText } from './time-text.ts'
import type { Transport } from './transport.ts'
import { isNewer, mediaOf } from './stage-media.ts'
import { useCue } from './use-cues.ts'
import css from './studio.module.css'

interface Props {
  translation: Translation
  session: CueSession
  transport: Transport
  id: string
}

/** The result, with the line that is said below it. */
export function Stage({ translation, session, transport, id }: Props) {
  const { t, locale } = useWords()
  const { cue } = useCue(session, id)
  const target = translation.targets.find(({ language }) => language === session.language)
  const next = mediaOf(target)
  const [shown, setShown] = useState(next)
  if (isNewer(next, shown)) setShown(next)
  const { url, finishedAt } = shown
  return (
    <div className={css.stage}>
      {url === undefined ? (
        <p className={css.noMedia}>{t('players.none')}</p>
      ) : (
        <video
          key={finishedAt}
          ref={(element) => transport.attach(element)}
          src={url}
          preload="auto"
          aria-label={t('players.label', { name: languageName(session.language, locale) })}
          onClick={transport.toggle}
        />
      )}
      <p className={css.caption} lang={session.language} dir="auto">
        {cue?.targets[session.language]?.text}
      </p>
      <Controls session={session} transport={transport} id={id} />
    </div>
  )
}

function Controls({ session, transport, id }: Omit<Props, 'translation'>) {
  const { t } = useWords()
  const { cue } = useCue(session, id)
  useSyncExternalStore(
    transport.listen,
    () => `${transport.isPlaying} ${Math.floor(transport.atSeconds * 10)}`,
  )
  const playLine = () => cue && transport.playSpan(cue.start, cue.end)
  return (
    <div className={css.controls}>
      <Button
        kind="quiet"
        icon={SkipBack}
        aria-label={t('studio.back')}
        onClick={() => transport.seek(transport.atSeconds - 1)}
      />
      <Button
        kind="primary"
        icon={transport.isPlaying ? Pause : Play}
        aria-label={t(transport.isPlaying ? 'studio.pause' : 'studio.play')}
        onClick={transport.toggle}
      />
      <Button
        kind="quiet"
        icon={SkipForward}
        aria-label={t('studio.on')}
        onClick={() => transport.seek(transport.atSeconds + 1)}
      />
      <output className={css.time}>{timeText(transport.atSeconds)}</output>
      <Button isSmall icon={Play} onClick={playLine}>
        {t('studio.playLine')}
      </Button>
    </div>
  )
}
