import type { EngineInfo } from 'video-translation-client'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { useWords } from '../words/words.ts'
import type { Draft, FieldsProps } from './draft.ts'
import { HowToInstall } from './how-to-install.tsx'
import { MoreOptions } from './more-options.tsx'
import css from './new-page.module.css'

interface Props extends FieldsProps {
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
      <Lacks problems={engine.problems} />
      <MoreOptions draft={draft} problems={problems} change={change} engine={engine} />
    </fieldset>
  )
}

/** What keeps the engine from being ready: models in one sentence, and what else there is. */
function Lacks({ problems }: Pick<EngineInfo, 'problems'>) {
  const { t } = useWords()
  const packs = [...new Set(problems.flatMap(({ packs = [] }) => packs))]
  const others = problems.filter((problem) => !problem.packs?.length)
  return (
    <>
      {others.map(({ code, message }) => (
        <Notice key={`${code} ${message}`} kind="ask">
          {message}
        </Notice>
      ))}
      {packs.length > 0 && (
        <Notice kind="ask">
          {t('new.packsMissing', { count: packs.length })}
          <HowToInstall packs={packs} />
        </Notice>
      )}
    </>
  )
}

/** Another engine has other options, and may take no files. */
function withEngine(engine: string): Partial<Draft> {
  return { engine, options: {}, subtitles: {}, speakers: '' }
}
