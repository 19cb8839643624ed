import { useState } from 'react'
import { say } from '../shell/message-store.ts'
import { useWords } from '../words/words.ts'

const AT_ONCE = 4

/** Does something with many translations, a few at a time, and says how far it is. */
export function useBulk() {
  const { t } = useWords()
  const [progress, setProgress] = useState<string>()
  const run = async (
    ids: readonly string[],
    act: (id: string) => Promise<void>,
    verb: 'cancel' | 'retry' | 'delete',
  ): Promise<void> => {
    const failures: unknown[] = []
    const left = [...ids]
    let done = 0
    const work = async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        await act(id).catch((error: unknown) => failures.push(error))
        setProgress(t('bulk.progress', { done: ++done, count: ids.length }))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    setProgress(undefined)
    const count = ids.length - failures.length
    if (count > 0) say('run', t(`bulk.done.${verb}`, { count }))
    if (failures.length > 0)
      say('bad', t('bulk.failed', { count: failures.length, why: (failures[0] as Error).message }))
  }
  return { progress, run }
}
