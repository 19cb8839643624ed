import { useRef, useState } from 'react'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import { type ReadText, readText } from './read-text.ts'

interface Props {
  label: string
  hint?: string
  /** Endings of names, as in `accept` of a file input. */
  accept: string
  error: string | undefined
  /** Undefined: no file. */
  onText(text: string | undefined): void
}

/** A file whose text goes along with the request. */
export function TextFileField({ label, hint, accept, error, onText }: Props) {
  const { t } = useWords()
  const [problem, setProblem] = useState<ReadText['problem']>()
  const chosen = useRef<File>(undefined)
  const take = async (file: File | undefined) => {
    chosen.current = file
    const read = await readText(file)
    // Another one was chosen meanwhile.
    if (chosen.current !== file) return
    setProblem(read.problem)
    onText(read.text)
  }
  return (
    <Field label={label} hint={hint} error={problem ? t(problem) : error}>
      <input type="file" accept={accept} onChange={({ target }) => void take(target.files?.[0])} />
    </Field>
  )
}
