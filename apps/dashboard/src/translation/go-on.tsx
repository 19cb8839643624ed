import { Plus, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { isFinal, type Translation } from 'video-translation-client'
import { useCharge } from '../charges/use-charge.ts'
import { usePaidStep } from '../charges/use-paid-step.tsx'
import { languageName, nameList } from '../format/language-name.ts'
import { useEngines } from '../session/engines.ts'
import { targetsFrom } from '../session/languages.ts'
import { useSession } from '../session/session.ts'
import { say } from '../shell/message-store.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'

/** What lets a translation go on after its end: what failed again, or one more language. */
export function GoOn({ translation }: { translation: Translation }) {
  const { live } = useSession()
  const [isBusy, setIsBusy] = useState(false)
  if (!isFinal(translation.status)) return null
  const run = async (begin: () => Promise<Translation>) => {
    setIsBusy(true)
    try {
      live.put(await begin())
    } catch (error) {
      say('bad', error instanceof Error ? error.message : String(error))
    }
    setIsBusy(false)
  }
  return (
    <>
      <Retry translation={translation} isBusy={isBusy} run={run} />
      <AddLanguage translation={translation} isBusy={isBusy} run={run} />
    </>
  )
}

interface Props {
  translation: Translation
  isBusy: boolean
  run(begin: () => Promise<Translation>): Promise<void>
}

function Retry({ translation, isBusy, run }: Props) {
  const { client } = useSession()
  const { t, locale } = useWords()
  const failed = translation.targets.filter(({ status }) => status === 'error' || status === 'canceled')
  const targets = failed.map(({ language }) => language)
  const action = t('one.retry', { names: nameList(targets, locale) })
  const begin = () => run(() => client.retry(translation.id, { targets }))
  const { start, question } = usePaidStep({
    engines: () => [translation.engine],
    verb: 'retry',
    action,
    begin,
  })
  if (failed.length === 0) return null
  return (
    <>
      <Button icon={RotateCcw} disabled={isBusy} onClick={start}>
        {action}
      </Button>
      {question}
    </>
  )
}

function AddLanguage({ translation, isBusy, run }: Props) {
  const { client } = useSession()
  const { t, locale } = useWords()
  const { data: engines } = useEngines()
  const charge = useCharge()([translation.engine], 'addTargets')
  const [chosen, setChosen] = useState<string>()
  const engine = engines?.find(({ name }) => name === translation.engine)
  const known = new Set(translation.targets.map(({ language }) => language))
  const spoken = translation.from ?? translation.source.detectedLanguage
  const offered = engine ? targetsFrom(engine, spoken).filter((tag) => !known.has(tag)) : []
  if (offered.length === 0) return null
  const named = offered
    .map((tag) => ({ tag, name: languageName(tag, locale) }))
    .sort((one, other) => one.name.localeCompare(other.name, locale))
  const add = async (tag: string) => {
    setChosen(undefined)
    await run(() => client.addTargets(translation.id, { to: [tag] }))
  }
  return (
    <>
      <Button icon={Plus} disabled={isBusy} onClick={() => setChosen(named[0]?.tag)}>
        {t('one.addLanguage')}
      </Button>
      {chosen !== undefined && (
        <Dialog
          title={t('one.addLanguage')}
          action={t('new.start', { count: 1 })}
          onAction={() => void add(chosen)}
          onClose={() => setChosen(undefined)}
        >
          <Field label={t('new.into')}>
            <select value={chosen} onChange={({ target }) => setChosen(target.value)}>
              {named.map(({ tag, name }) => (
                <option key={tag} value={tag}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
          {charge && <p>{charge.sentences}</p>}
        </Dialog>
      )}
    </>
  )
}
