import { languageName } from '../format/language-name.ts'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import type { FieldsProps } from './draft.ts'

/** How terms are to be translated, for engines that have a glossary. */
export function TermFields({ draft, problems, change, engine }: FieldsProps) {
  const { t, locale } = useWords()
  const { to, terms, readings, keptWords } = draft
  const options = (engine.options['properties'] ?? {}) as Record<string, unknown>
  return (
    <>
      {'glossary' in options &&
        to.map((tag) => (
          <Field
            key={tag}
            label={t('new.terms', { name: languageName(tag, locale) })}
            hint={t('new.termsHint')}
            error={problems['options.glossary']}
          >
            <textarea
              rows={3}
              value={terms[tag] ?? ''}
              onChange={({ target }) => change({ terms: { ...terms, [tag]: target.value } })}
            />
          </Field>
        ))}
      {'pronunciation' in options &&
        to.map((tag) => (
          <Field
            key={tag}
            label={t('new.readings', { name: languageName(tag, locale) })}
            hint={t('new.readingsHint')}
            error={problems['options.pronunciation']}
          >
            <textarea
              rows={2}
              value={readings[tag] ?? ''}
              onChange={({ target }) => change({ readings: { ...readings, [tag]: target.value } })}
            />
          </Field>
        ))}
      {'doNotTranslate' in options && (
        <Field label={t('new.keep')} hint={t('new.keepHint')} error={problems['options.doNotTranslate']}>
          <textarea
            rows={2}
            value={keptWords}
            onChange={({ target }) => change({ keptWords: target.value })}
          />
        </Field>
      )}
    </>
  )
}
