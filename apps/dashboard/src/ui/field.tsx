import { CircleAlert } from 'lucide-react'
import { cloneElement, type ReactElement, useId } from 'react'
import css from './field.module.css'

interface Control {
  id?: string
  'aria-invalid'?: boolean
  'aria-describedby'?: string | undefined
}

interface Props {
  label: string
  hint?: string | undefined
  error?: string | undefined
  children: ReactElement<Control>
}

/** A control with its label, and its error or hint right below it. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, {
        id,
        'aria-invalid': error !== undefined,
        'aria-describedby': note === undefined ? undefined : `${id}-note`,
      })}
      {note !== undefined && (
        <p id={`${id}-note`} className={error === undefined ? css.hint : css.error}>
          {error !== undefined && <CircleAlert size={14} aria-hidden />}
          {note}
        </p>
      )}
    </div>
  )
}
