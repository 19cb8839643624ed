import type { EngineInfo } from 'video-translation-client'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { useWords } from '../words/words.ts'
import type { ChangeDraft, Draft } from './draft.ts'
import { ordered } from './known-options.ts'
import { OptionField } from './option-field.tsx'
import { optionFields } from './option-schema.ts'
import type { Problems } from './problems.ts'
import { ReviewFields } from './review-fields.tsx'
import { TermFields } from './term-fields.tsx'
import { TextFileFields } from './text-file-fields.tsx'
import css from './new-page.module.css'

interface Props {
  draft: Draft
  problems: Problems
  change: ChangeDraft
  engine: EngineInfo
  engines: readonly EngineInfo[]
}

/** The engine, and whatever options it says that it has. */
export function EngineFields({ draft, problems, change, engine, engines }: Props) {
  const { t } = useWords()
  return (
    <fieldset className={css.section}>
      <Field label={t('list.engine')} hint={engine.description} error={problems['engine']}>
        <select value={engine.name} onChange={({ target }) => change(withEngine(target.value))}>
          {engines.map(({ name, ready }) => (
            <option key={name} value={name}>
              {ready ? name : t('new.notReady', { name })}
            </option>
          ))}
        </select>
      </Field>
      {engine.problems.map(({ code, message }) => (
        <Notice key={`${code} ${message}`} kind="ask">
          {message}
        </Notice>
      ))}
      <More draft={draft} problems={problems} change={change} engine={engine} />
    </fieldset>
  )
}

/** What few people need. It opens by itself where something of it is wrong. */
function More({ draft, problems, change, engine }: Omit<Props, 'engines'>) {
  const { t } = useWords()
  const fields = ordered(optionFields(engine.options))
  const hasProblem = Object.keys(problems).some((name) => name.startsWith('options.'))
  return (
    <details className={css.more} open={hasProblem || undefined}>
      <summary>{t('new.more')}</summary>
      <div>
        {fields.map((field) => (
          <OptionField
            key={`${engine.name} ${field.name}`}
            field={field}
            value={draft.options[field.name]}
            error={problems[`options.${field.name}`]}
            to={draft.to}
            onChange={(value) => change({ options: withOption(draft.options, field.name, value) })}
          />
        ))}
        <ReviewFields draft={draft} change={change} />
        <TermFields draft={draft} problems={problems} change={change} engine={engine} />
        <TextFileFields key={engine.name} draft={draft} problems={problems} change={change} engine={engine} />
        <Field label={t('new.reference')} hint={t('new.referenceHint')} error={problems['reference']}>
          <input
            maxLength={200}
            value={draft.reference}
            onChange={({ target }) => change({ reference: target.value })}
          />
        </Field>
      </div>
    </details>
  )
}

/** Another engine has other options, and may take no files. */
function withEngine(engine: string): Partial<Draft> {
  return { engine, options: {}, subtitles: {}, speakers: '' }
}

/** Undefined leaves the option to the engine. */
function withOption(options: Draft['options'], name: string, value: unknown): Draft['options'] {
  const { [name]: _, ...others } = options
  return value === undefined ? others : { ...others, [name]: value }
}
