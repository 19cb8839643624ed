import { languageName } from '../format/language-name.ts'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import { fieldWords, takesTarget } from './known-options.ts'
import type { OptionFieldSchema } from './option-schema.ts'

interface Props {
  field: OptionFieldSchema
  value: unknown
  error: string | undefined
  /** The chosen targets. */
  to: readonly string[]
  onChange(value: unknown): void
}

/** A control for an option, by its kind. Left alone, it leaves the option to the engine. */
export function OptionField(props: Props) {
  switch (props.field.kind) {
    case 'boolean':
    case 'switch':
      return <Switch {...props} />
    case 'choice':
      return <Choice {...props} />
    default:
      return <Line {...props} />
  }
}

function Switch(props: Props) {
  const { field, value, error, onChange } = props
  const { t } = useWords()
  const { label, hint } = fieldWords(field, t)
  const isOn = value !== undefined && value !== false
  return (
    <>
      <Field label={label} hint={hint} error={error}>
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ target }) => onChange(target.checked || undefined)}
        />
      </Field>
      {isOn && field.detail === 'number' && <HowMany {...props} />}
      {isOn && takesTarget(field) && props.to.length > 1 && <OneTarget {...props} />}
    </>
  )
}

function HowMany({ field: { minimum, maximum }, value, onChange }: Props) {
  const { t } = useWords()
  return (
    <Field label={t('option.howMany')}>
      <input
        type="number"
        {...(minimum !== undefined && { min: minimum })}
        {...(maximum !== undefined && { max: maximum })}
        value={typeof value === 'number' ? value : ''}
        onChange={({ target }) => onChange(target.value === '' ? true : Number(target.value))}
      />
    </Field>
  )
}

function OneTarget({ value, to, onChange }: Props) {
  const { t, locale } = useWords()
  return (
    <Field label={t('option.where')}>
      <select
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => onChange(target.value || true)}
      >
        <option value="">{t('option.everyTarget')}</option>
        {to.map((tag) => (
          <option key={tag} value={tag}>
            {languageName(tag, locale)}
          </option>
        ))}
      </select>
    </Field>
  )
}

function Choice({ field, value, error, onChange }: Props) {
  const { t } = useWords()
  const { label, hint, unset, choice } = fieldWords(field, t)
  return (
    <Field label={label} hint={hint} error={error}>
      <select
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => onChange(target.value || undefined)}
      >
        <option value="">{unset}</option>
        {field.choices.map((each) => (
          <option key={each} value={each}>
            {choice(each)}
          </option>
        ))}
      </select>
    </Field>
  )
}

function Line({ field, value, error, onChange }: Props) {
  const { t } = useWords()
  const { label, hint } = fieldWords(field, t)
  const { minimum, maximum } = field
  const isNumber = field.kind === 'number'
  return (
    <Field label={label} hint={hint} error={error}>
      <input
        type={isNumber ? 'number' : 'text'}
        step="any"
        {...(minimum !== undefined && { min: minimum })}
        {...(maximum !== undefined && { max: maximum })}
        value={typeof value === 'string' || typeof value === 'number' ? value : ''}
        onChange={({ target }) =>
          onChange(target.value === '' ? undefined : isNumber ? Number(target.value) : target.value)
        }
      />
    </Field>
  )
}
