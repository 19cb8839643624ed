import { lazy, Suspense } from 'react'
import { languageName } from '../format/language-name.ts'
import { sourceLanguages, targetsFrom } from '../session/languages.ts'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import type { FieldsProps } from './draft.ts'
import { VoiceFields } from './voice-fields.tsx'
import css from './new-page.module.css'

const LanguagePicker = lazy(() => import('./language-picker.tsx'))

/** The language that is spoken, and those to translate into, as far as the engine has them. */
export function LanguageFields({ draft, problems, change, engine }: FieldsProps) {
  const { t, locale } = useWords()
  const { from, to } = draft
  const sources = byName(sourceLanguages(engine), locale)
  const targets = byName(targetsFrom(engine, from), locale)
  const impossible = to.filter((tag) => !targets.some((target) => target.tag === tag))
  const names = impossible.map((tag) => languageName(tag, locale)).join(', ')
  return (
    <fieldset className={css.section}>
      <h2>{t('new.languages')}</h2>
      <div className={css.pair}>
        <Field label={t('new.spoken')} error={problems['from']}>
          <select value={from ?? ''} onChange={({ target }) => change({ from: target.value || undefined })}>
            <option value="">{t('new.detect')}</option>
            {sources.map(({ tag, name }) => (
              <option key={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <Suspense fallback={<span />}>
          <LanguagePicker
            languages={targets}
            chosen={to}
            error={problems['to'] ?? (names ? t('new.cannot', { engine: engine.name, names }) : undefined)}
            onChange={(next) => change({ to: next })}
          />
        </Suspense>
      </div>
      <VoiceFields draft={draft} problems={problems} change={change} engine={engine} />
    </fieldset>
  )
}

function byName(tags: readonly string[], locale: string): { tag: string; name: string }[] {
  return tags
    .map((tag) => ({ tag, name: languageName(tag, locale) }))
    .sort((one, other) => one.name.localeCompare(other.name, locale))
}
