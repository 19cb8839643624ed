import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import type { OptionFieldSchema } from './option-schema.ts'

interface Props {
  field: OptionFieldSchema
  value: unknown
  error: string | undefined
  onChange(value: unknown): void
}

/** A control for an option, by its kind. Left alone, it leaves the option to the engine. */
export function OptionField({ field, value, error, onChange }: Props) {
  const { t } = useWords()
  const { title, description, kind, choices, minimum, maximum } = field
  const text = value === undefined ? '' : String(value)
  if (kind === 'boolean')
    return (
      <Field label={title} hint={description} error={error}>
        <input
          type="checkbox"
          checked={value === true}
          onChange={({ target }) => onChange(target.checked || undefined)}
        />
      </Field>
    )
  if (kind === 'choice')
    return (
      <Field label={title} hint={description} error={error}>
        <select value={text} onChange={({ target }) => onChange(target.value || undefined)}>
          <option value="">{t('new.default')}</option>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      </Field>
    )
  const isNumber = kind === 'number'
  return (
    <Field label={title} hint={description} error={error}>
      <input
        type={isNumber ? 'number' : 'text'}
        step="any"
        {...(minimum !== undefined && { min: minimum })}
        {...(maximum !== undefined && { max: maximum })}
        value={text}
        onChange={({ target }) =>
          onChange(target.value === '' ? undefined : isNumber ? Number(target.value) : target.value)
        }
      />
    </Field>
  )
}
