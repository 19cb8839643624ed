import { lazy, Suspense } from 'react'
import { languageName } from '../format/language-name.ts'
import { sourceLanguages, targetsFrom } from '../session/languages.ts'
import { afterPaint } from '../ui/after-paint.ts'
import { Field } from '../ui/field.tsx'
import { Later } from '../ui/later.tsx'
import { useWords } from '../words/words.ts'
import type { FieldsProps } from './draft.ts'
import { VoiceFields } from './voice-fields.tsx'
import field from '../ui/field.module.css'
import picker from './language-picker.module.css'
import css from './new-page.module.css'

/** It is larger than all else on the page, which is drawn first. */
const LanguagePicker = lazy(async () => {
  await new Promise<void>(afterPaint)
  return await import('./language-picker.tsx')
})

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
        <Later first={<PickerSpace />}>
          <Suspense fallback={<PickerSpace />}>
            <LanguagePicker
              languages={targets}
              chosen={to}
              error={problems['to'] ?? (names ? t('new.cannot', { engine: engine.name, names }) : undefined)}
              onChange={(next) => change({ to: next })}
            />
          </Suspense>
        </Later>
      </div>
      <VoiceFields draft={draft} problems={problems} change={change} engine={engine} />
    </fieldset>
  )
}

/** As much room as the picker takes. */
function PickerSpace() {
  const { t } = useWords()
  return (
    <div className={field.field} aria-busy>
      <span className={field.label}>{t('new.into')}</span>
      <div className={picker.chips} />
    </div>
  )
}

function byName(tags: readonly string[], locale: string): { tag: string; name: string }[] {
  return tags
    .map((tag) => ({ tag, name: languageName(tag, locale) }))
    .sort((one, other) => one.name.localeCompare(other.name, locale))
}
