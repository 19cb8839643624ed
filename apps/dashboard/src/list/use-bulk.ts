import { useState } from 'react'
import type { BulkResult } from 'video-translation-client'
import { cancelAll, deleteAll, retryAll, type Selection } from 'video-translation-client/operate'
import { useSession } from '../session/session.ts'
import { say } from '../shell/message-store.ts'
import { useWords, type Words } from '../words/words.ts'

export type BulkVerb = keyof typeof VERBS

const VERBS = { cancel: cancelAll, retry: retryAll, delete: deleteAll }

interface Progress {
  done: number
  count: number
}

/** Lets the server change many translations, and says how far it is. */
export function useBulk() {
  const { client } = useSession()
  const { t } = useWords()
  const [progress, setProgress] = useState<Progress>()
  /** Undefined: it failed, in part perhaps. */
  const run = async (
    verb: BulkVerb,
    selection: Selection,
    count: number,
  ): Promise<BulkResult | undefined> => {
    setProgress({ done: 0, count })
    try {
      const onProgress = (result: BulkResult) => setProgress({ done: touchedBy(result), count })
      const result = await VERBS[verb](client, selection, { onProgress })
      report(verb, result, t)
      return result
    } catch (error) {
      say('bad', (error as Error).message)
      return undefined
    } finally {
      setProgress(undefined)
    }
  }
  return { progress, run }
}

function touchedBy({ changed, unchanged, failed }: BulkResult): number {
  return changed + unchanged + failed.length
}

function report(verb: BulkVerb, { changed, failed }: BulkResult, t: Words['t']): void {
  const [first] = failed
  if (changed > 0 || !first) say('run', t(`bulk.done.${verb}`, { count: changed }))
  if (first) say('bad', t('bulk.failed', { count: failed.length, why: first.message }))
}
