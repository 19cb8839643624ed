import { languageName } from '../format/language-name.ts'
import { voicesFor } from '../session/voices.ts'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import type { FieldsProps } from './draft.ts'
import css from './new-page.module.css'

/** A voice for each target. Nothing is shown where the engine has none to choose from. */
export function VoiceFields({ draft, problems, change, engine }: FieldsProps) {
  const { t, locale } = useWords()
  const { to, voices } = draft
  const choices = to
    .map((tag) => ({ tag, found: voicesFor(engine, tag) }))
    .filter(({ found }) => found.length > 0)
  if (choices.length === 0) return null
  return (
    <div className={css.pair}>
      {choices.map(({ tag, found }) => (
        <Field
          key={tag}
          label={t('new.voice', { name: languageName(tag, locale) })}
          error={problems[`options.voices.${tag}`] ?? problems['options.voices']}
        >
          <select
            value={voices[tag] ?? ''}
            onChange={({ target }) => change({ voices: { ...voices, [tag]: target.value } })}
          >
            <option value="">{t('new.default')}</option>
            {found.map(({ name, title, ready }) => (
              <option key={name} value={name}>
                {ready === false ? t('new.notReady', { name: title }) : title}
              </option>
            ))}
          </select>
        </Field>
      ))}
    </div>
  )
}
