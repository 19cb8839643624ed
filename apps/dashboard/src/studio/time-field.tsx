import { useEffect, useState } from 'react'
import { readTime, timeText } from '../format/time-text.ts'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'

interface Props {
  label: string
  value: number
  onChange(seconds: number): void
}

/** A time is taken when the field is left, since half a number is another time. */
export function TimeField({ label, value, onChange }: Props) {
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
