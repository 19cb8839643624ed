import { Columns2, Pause, Play, SkipBack, SkipForward, Square } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { timeText } from '../format/time-text.ts'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'
import type { Side } from './media/pair.ts'
import type { Transport } from './media/transport.ts'
import { SUBTITLES, type Subtitles, type View } from './use-view.ts'
import css from './stage.module.css'

interface Props {
  session: CueSession
  transport: Transport
  id: string
  /** Both the source and the result can be played. */
  isPair: boolean
  heard: Side
  view: View
  onView(change: Partial<View>): void
}

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2]

export function Controls({ session, transport, id, isPair, heard, view, onView }: Props) {
  const { t } = useWords()
  const playLine = () => {
    const cue = session.get(id)
    if (cue) transport.playSpan(cue.start, cue.end)
  }
  return (
    <div className={css.controls}>
      <Playing transport={transport} />
      <Button isSmall icon={Play} onClick={playLine}>
        {t('studio.playLine')}
      </Button>
      {isPair && <Sound heard={heard} onHear={transport.hear} />}
      <select
        className={css.choice}
        aria-label={t('stage.subtitles')}
        value={view.subtitles}
        onChange={({ target }) => onView({ subtitles: target.value as Subtitles })}
      >
        {SUBTITLES.map((each) => (
          <option key={each} value={each}>
            {t(`subtitles.${each}`)}
          </option>
        ))}
      </select>
      <Rate transport={transport} />
      {isPair && (
        <Button
          kind="quiet"
          isSmall
          className={view.isSideBySide ? '' : css.pairing}
          icon={view.isSideBySide ? Square : Columns2}
          aria-label={t(view.isSideBySide ? 'stage.one' : 'stage.two')}
          onClick={() => onView({ isSideBySide: !view.isSideBySide })}
        />
      )}
    </div>
  )
}

function Playing({ transport }: { transport: Transport }) {
  const { t } = useWords()
  useSyncExternalStore(
    transport.listen,
    () => `${transport.isPlaying} ${Math.floor(transport.atSeconds * 10)}`,
  )
  const { atSeconds, isPlaying } = transport
  return (
    <>
      <Button
        kind="quiet"
        isSmall
        icon={SkipBack}
        aria-label={t('studio.back')}
        onClick={() => transport.seek(atSeconds - 1)}
      />
      <Button
        kind="primary"
        icon={isPlaying ? Pause : Play}
        aria-label={t(isPlaying ? 'studio.pause' : 'studio.play')}
        onClick={transport.toggle}
      />
      <Button
        kind="quiet"
        isSmall
        icon={SkipForward}
        aria-label={t('studio.on')}
        onClick={() => transport.seek(atSeconds + 1)}
      />
      <output className={css.time}>{timeText(atSeconds)}</output>
    </>
  )
}

/** Which of the two is heard. Both play, so the switch is heard at once. */
function Sound({ heard, onHear }: { heard: Side; onHear(side: Side): void }) {
  const { t } = useWords()
  return (
    <div className={css.sound} role="group" aria-label={t('stage.sound')}>
      {(['source', 'result'] as const).map((side) => (
        <Button key={side} isSmall aria-pressed={heard === side} onClick={() => onHear(side)}>
          {t(`sound.${side}`)}
        </Button>
      ))}
    </div>
  )
}

function Rate({ transport }: { transport: Transport }) {
  const { t, locale } = useWords()
  const rate = useSyncExternalStore(transport.listen, () => transport.rate)
  return (
    <select
      className={css.choice}
      aria-label={t('stage.rate')}
      value={rate}
      onChange={({ target }) => transport.setRate(Number(target.value))}
    >
      {RATES.map((each) => (
        <option key={each} value={each}>
          {each.toLocaleString(locale)} ×
        </option>
      ))}
    </select>
  )
}
