import { useState } from 'react'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'

interface Props {
  label: string
  hint?: string
  /** Endings of names, as in `accept` of a file input. */
  accept: string
  error: string | undefined
  /** Undefined: no file. */
  onText(text: string | undefined): void
}

/** A file of text is larger only by mistake. */
const MOST_BYTES = 5 * 2 ** 20

/** A file whose text goes along with the request. */
export function TextFileField({ label, hint, accept, error, onText }: Props) {
  const { t } = useWords()
  const [isTooLarge, setIsTooLarge] = useState(false)
  const take = async (file: File | undefined) => {
    const isRefused = file !== undefined && file.size > MOST_BYTES
    setIsTooLarge(isRefused)
    onText(isRefused ? undefined : await file?.text())
  }
  return (
    <Field label={label} hint={hint} error={isTooLarge ? t('new.textTooLarge') : error}>
      <input type="file" accept={accept} onChange={({ target }) => void take(target.files?.[0])} />
    </Field>
  )
}
