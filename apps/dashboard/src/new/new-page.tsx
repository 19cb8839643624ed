import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useDeferredValue, useState } from 'react'
import { useEngines } from '../session/engines.ts'
import { sourceLanguages } from '../session/languages.ts'
import { Page } from '../shell/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useWords } from '../words/words.ts'
import { type ChangeDraft, type Draft, NEW_DRAFT } from './draft.ts'
import { EngineFields } from './engine-fields.tsx'
import { LanguageFields } from './language-fields.tsx'
import type { Problems } from './problems.ts'
import { SourceFields } from './source-fields.tsx'
import { Summary } from './summary.tsx'
import { useStart } from './use-start.ts'
import { useUploads } from './use-uploads.ts'
import css from './new-page.module.css'

/** A form for one or more videos into one or more languages. */
export function NewPage() {
  const { t } = useWords()
  // Drawn in pieces, between which keys and the pointer are answered.
  const engines = useDeferredValue(useEngines().data)
  const ready = engines?.find((engine) => engine.ready) ?? engines?.[0]
  return (
    <Page title={t('shell.new')}>
      <h1>{t('shell.new')}</h1>
      {engines && ready ? <Form engines={engines} first={ready.name} /> : <Skeleton rows={8} rowPx={60} />}
    </Page>
  )
}

type Engines = NonNullable<ReturnType<typeof useEngines>['data']>

function Form({ engines, first }: { engines: Engines; first: string }) {
  const navigate = useNavigate()
  const queue = useUploads()
  const [draft, setDraft] = useState<Draft>({
    ...NEW_DRAFT,
    engine: first,
    from: onlyLanguage(engines, first),
  })
  const [problems, setProblems] = useState<Problems>({})
  const [packs, setPacks] = useState<readonly string[]>([])
  const engine = engines.find(({ name }) => name === draft.engine) ?? engines[0]
  const { start, isStarting } = useStart(queue)
  if (!engine) return null
  const change: ChangeDraft = (part) => {
    const partOf = typeof part === 'function' ? part : () => part
    setDraft((before) => ({ ...before, ...partOf(before) }))
    setProblems((before) => without(before, Object.keys(partOf(draft))))
    setPacks([])
  }
  const onGiven = () => setProblems((before) => without(before, ['files', 'url']))
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault()
    const outcome = await start(draft)
    setProblems(outcome.problems)
    setPacks(outcome.packs)
    const [only] = outcome.created
    if (Object.keys(outcome.problems).length > 0) focusFirstProblem()
    else if (only && outcome.created.length === 1)
      await navigate({ to: '/translations/$id', params: { id: only } })
    else await navigate({ to: '/' })
  }
  const fields = { draft, problems, change }
  return (
    <form className={css.columns} onSubmit={(event) => void onSubmit(event)} noValidate>
      <Panel>
        <SourceFields {...fields} onGiven={onGiven} queue={queue} />
        <LanguageFields {...fields} engine={engine} />
        <EngineFields {...fields} engine={engine} engines={engines} />
      </Panel>
      <Summary {...fields} packs={packs} engine={engine} queue={queue} isStarting={isStarting} />
    </form>
  )
}

/** An engine that understands one language need not find out which. */
function onlyLanguage(engines: Engines, name: string): string | undefined {
  const found = engines.find((engine) => engine.name === name)
  const [only, ...others] = found ? sourceLanguages(found) : []
  return others.length === 0 ? only : undefined
}

function without(problems: Problems, fields: readonly string[]): Problems {
  const left = Object.entries(problems).filter(([field]) => !fields.some((name) => field.startsWith(name)))
  return Object.fromEntries(left)
}

/** After the fields have drawn their errors. */
function focusFirstProblem(): void {
  setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 50)
}
