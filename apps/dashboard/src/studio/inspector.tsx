import { Check, Merge, Scissors, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Cue, CueEdit } from 'video-translation-client'
import { say } from '../shell/message-store.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import type { CueSession } from './cue-session.ts'
import { FitBar } from './fit-bar.tsx'
import { fitOf } from './pace.ts'
import { readTime, timeText } from './time-text.ts'
import type { Transport } from './transport.ts'
import { useCue, useSessionState } from './use-cues.ts'
import css from './studio.module.css'

interface Props {
  session: CueSession
  transport: Transport
  id: string
  pace: number | undefined
  onChoose(id: string): void
}

/** The chosen line at large: times, what was said, and edits of its shape. */
export function Inspector({ session, transport, id, pace, onChoose }: Props) {
  const { t } = useWords()
  const { cue } = useCue(session, id)
  const { ids } = useSessionState(session)
  if (!cue) return null
  const at = ids.indexOf(id)
  return (
    <section className={css.inspector} aria-label={t('studio.chosen')}>
      <h2>
        {t('studio.lineNumber', { number: at + 1 })}{' '}
        <small>{t('studio.ofLines', { count: ids.length })}</small>
      </h2>
      <FitBar fit={fitOf(cue, session.language, pace)} />
      <div className={css.pair}>
        <TimeField
          label={t('studio.start')}
          value={cue.start}
          onChange={(start) => session.change(id, { start })}
        />
        <TimeField label={t('studio.end')} value={cue.end} onChange={(end) => session.change(id, { end })} />
      </div>
      <Field label={t('studio.said')}>
        <textarea
          rows={2}
          dir="auto"
          value={cue.text}
          onChange={({ target }) => session.change(id, { sourceText: target.value })}
        />
      </Field>
      <Buttons session={session} transport={transport} cue={cue} next={ids[at + 1]} onChoose={onChoose} />
    </section>
  )
}

interface ButtonsProps extends Pick<Props, 'session' | 'transport' | 'onChoose'> {
  cue: Cue
  /** The line after it, if there is one. */
  next: string | undefined
}

function Buttons({ session, transport, cue, next, onChoose }: ButtonsProps) {
  const { t } = useWords()
  const { id, start, end } = cue
  const restructure = (edit: CueEdit) =>
    void session
      .restructure(edit)
      .catch(async (error: unknown) =>
        say('bad', (await session.catchUp(error)) ? t('conflict.again') : (error as Error).message),
      )
  const approve = () => {
    session.change(id, { approved: true })
    if (next !== undefined) onChoose(next)
  }
  const { atSeconds } = transport
  const splitAt = atSeconds > start && atSeconds < end ? atSeconds : (start + end) / 2
  return (
    <div className={css.buttons}>
      <Button isSmall icon={Check} onClick={approve}>
        {t('studio.approveNext')}
      </Button>
      <Button isSmall icon={Scissors} onClick={() => restructure({ op: 'split', cue: id, at: splitAt })}>
        {t('studio.split')}
      </Button>
      <Button
        isSmall
        icon={Merge}
        disabled={next === undefined}
        onClick={() => next !== undefined && restructure({ op: 'merge', cues: [id, next] })}
      >
        {t('studio.merge')}
      </Button>
      <Button isSmall icon={Trash2} onClick={() => restructure({ op: 'delete', cue: id })}>
        {t('studio.delete')}
      </Button>
    </div>
  )
}

interface TimeProps {
  label: string
  value: number
  onChange(seconds: number): void
}

/** A time is taken when the field is left, since half a number is another time. */
function TimeField({ label, value, onChange }: TimeProps) {
  const { t } = useWords()
  const [text, setText] = useState(timeText(value))
  const [isWrong, setIsWrong] = useState(false)
  useEffect(() => {
    setText(timeText(value))
    setIsWrong(false)
  }, [value])
  const take = () => {
    const seconds = readTime(text)
    setIsWrong(seconds === undefined)
    if (seconds !== undefined && Math.abs(seconds - value) > 0.004) onChange(seconds)
  }
  return (
    <Field label={label} error={isWrong ? t('studio.noTime') : undefined}>
      <input
        inputMode="decimal"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => key === 'Enter' && take()}
      />
    </Field>
  )
}
