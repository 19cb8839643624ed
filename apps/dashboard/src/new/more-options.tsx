import type { ReactNode } from 'react'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import type { Draft, FieldsProps } from './draft.ts'
import { groupOf, type OptionGroup, ordered } from './known-options.ts'
import { OptionField } from './option-field.tsx'
import { optionFields } from './option-schema.ts'
import type { Problems } from './problems.ts'
import { ReviewFields } from './review-fields.tsx'
import { TermFields } from './term-fields.tsx'
import { TextFileFields } from './text-file-fields.tsx'
import css from './new-page.module.css'

/** What few people need, in groups that are opened one by one. */
export function MoreOptions(props: FieldsProps) {
  const { draft, problems, change, engine } = props
  const { t } = useWords()
  const shared = { problems }
  return (
    <div className={css.more}>
      <h3>{t('new.more')}</h3>
      <Group name="result" {...shared}>
        <Options group="result" {...props} />
      </Group>
      <Group name="source" {...shared}>
        <Options group="source" {...props} />
      </Group>
      <Group name="words" {...shared}>
        <TermFields {...props} />
      </Group>
      <Group name="files" {...shared}>
        <TextFileFields key={engine.name} {...props} />
      </Group>
      <Group name="order" {...shared}>
        <ReviewFields draft={draft} change={change} />
        <Field label={t('new.reference')} hint={t('new.referenceHint')} error={problems['reference']}>
          <input
            maxLength={200}
            value={draft.reference}
            onChange={({ target }) => change({ reference: target.value })}
          />
        </Field>
      </Group>
      <Group name="engine" {...shared}>
        <Options group="engine" {...props} />
      </Group>
    </div>
  )
}

interface GroupProps {
  name: OptionGroup
  problems: Problems
  children: ReactNode
}

/** It opens by itself where something of it is wrong. The style sheet hides one that is empty. */
function Group({ name, problems, children }: GroupProps) {
  const { t } = useWords()
  const hasProblem = Object.keys(problems).some((field) => groupOf(field) === name)
  return (
    <details className={css.group} open={hasProblem || undefined}>
      <summary>{t(`new.group.${name}`)}</summary>
      <div>{children}</div>
    </details>
  )
}

function Options({ group, draft, problems, change, engine }: FieldsProps & { group: OptionGroup }) {
  const fields = ordered(optionFields(engine.options))
  return fields
    .filter(({ name }) => groupOf(`options.${name}`) === group)
    .map((field) => (
      <OptionField
        key={`${engine.name} ${field.name}`}
        field={field}
        value={draft.options[field.name]}
        error={problems[`options.${field.name}`]}
        to={draft.to}
        onChange={(value) => change({ options: withOption(draft.options, field.name, value) })}
      />
    ))
}

/** Undefined leaves the option to the engine. */
function withOption(options: Draft['options'], name: string, value: unknown): Draft['options'] {
  const { [name]: _, ...others } = options
  return value === undefined ? others : { ...others, [name]: value }
}
