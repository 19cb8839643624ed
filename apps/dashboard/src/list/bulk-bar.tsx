import { useQuery } from '@tanstack/react-query'
import { Ban, Download, ListChecks, RotateCcw, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { TRANSLATION_STATUSES, type TranslationStatus } from 'video-translation-client'
import type { LiveFilter } from 'video-translation-client/live'
import { usePaidStep } from '../charges/use-paid-step.tsx'
import { useEngines } from '../session/engines.ts'
import { useSession } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useWords } from '../words/words.ts'
import { serverSelection, sumOf, tickedCounts } from './bulk-choice.ts'
import { countsQuery } from './counts-query.ts'
import { useDownloads } from './download-videos.ts'
import { FAILED, retriedEngines } from './retried-engines.ts'
import type { Selection } from './selection.ts'
import { type BulkVerb, useBulk } from './use-bulk.ts'
import css from './bulk-bar.module.css'

const OPEN: TranslationStatus[] = ['pending', 'running', 'needs_input']
const DONE: TranslationStatus[] = ['completed', 'partial']

interface Props {
  filter: LiveFilter
  /** The rows that are loaded. */
  loaded: readonly string[]
  selection: Selection
  /** The rows have to be read again. */
  onDeleted(): void
}

/** What can be done with all that are ticked. The number stands in the bar. */
export function BulkBar({ filter, loaded, selection, onDeleted }: Props) {
  const { live } = useSession()
  const { t } = useWords()
  const bulk = useBulk()
  const { data: all } = useQuery(countsQuery(live, filter))
  const counts = tickedCounts(selection, { filter, counts: all, get: (id) => live.get(id) })
  const count = selection.isAll ? sumOf(counts, TRANSLATION_STATUSES) : selection.ids.size
  const download = useDownloads(filter, selection)
  const run = (verb: BulkVerb, most: number) => bulk.run(verb, serverSelection(selection, filter), most)
  const remove = async () => {
    const result = await run('delete', count)
    // Some may be gone all the same. The others stay ticked for another try.
    if (!result) return onDeleted()
    const left = new Set(result.failed.map(({ id }) => id))
    live.remove(...[...selection.ids].filter((id) => !left.has(id)))
    if (selection.isAll) onDeleted()
    selection.clear()
  }
  const [open, failed, done] = [sumOf(counts, OPEN), sumOf(counts, FAILED), sumOf(counts, DONE)]
  const isBusy = bulk.progress !== undefined
  return (
    <div className={css.bar} role="region" aria-label={t('bulk.region')}>
      <b>
        {bulk.progress
          ? t('bulk.progress', { ...bulk.progress })
          : t(selection.isAll ? 'bulk.allSelected' : 'bulk.selected', { count })}
      </b>
      <Button isSmall icon={ListChecks} aria-pressed={selection.isAll} onClick={() => selection.all(loaded)}>
        {t('bulk.all')}
      </Button>
      <Button isSmall icon={Ban} disabled={isBusy || open === 0} onClick={() => void run('cancel', open)}>
        {t('bulk.cancel')}
      </Button>
      <Retry
        filter={filter}
        selection={selection}
        isBusy={isBusy || failed === 0}
        begin={() => run('retry', failed)}
      />
      <Button isSmall icon={Download} disabled={done === 0} onClick={() => void download()}>
        {t('bulk.download')}
      </Button>
      <Delete count={count} isBusy={isBusy} onDelete={() => void remove()} />
      <Button isSmall icon={X} aria-label={t('bulk.clear')} onClick={selection.clear} />
    </div>
  )
}

interface RetryProps extends Pick<Props, 'filter' | 'selection'> {
  isBusy: boolean
  begin(): Promise<unknown>
}

/** For all that match it waits until the engines are known: nobody could say what it costs. */
function Retry({ filter, selection: { ids, isAll }, isBusy, begin }: RetryProps) {
  const { client, live } = useSession()
  const { t } = useWords()
  const { data: known } = useEngines()
  const [isLooking, setIsLooking] = useState(false)
  const action = t('bulk.retry')
  const engines = async () => {
    if (!isAll) return [...ids].flatMap((id) => live.get(id)?.engine ?? [])
    setIsLooking(true)
    const found = await retriedEngines(client, known ?? [], filter)
    setIsLooking(false)
    return found
  }
  const { start, question } = usePaidStep({ engines, verb: 'retry', action, begin })
  const isWaiting = isLooking || (isAll && !known)
  return (
    <>
      <Button isSmall icon={RotateCcw} disabled={isBusy || isWaiting} onClick={start}>
        {action}
      </Button>
      {question}
    </>
  )
}

/** Asks first, with the number in the question. */
function Delete({ count, isBusy, onDelete }: { count: number; isBusy: boolean; onDelete(): void }) {
  const { t } = useWords()
  const [isAsking, setIsAsking] = useState(false)
  return (
    <>
      <Button isSmall icon={Trash2} disabled={isBusy || count === 0} onClick={() => setIsAsking(true)}>
        {t('bulk.delete')}
      </Button>
      {isAsking && (
        <Dialog
          title={t('bulk.deleteTitle', { count })}
          action={t('bulk.deleteAction', { count })}
          isDangerous
          onAction={() => {
            setIsAsking(false)
            onDelete()
          }}
          onClose={() => setIsAsking(false)}
        >
          <p>{t('bulk.deleteHint')}</p>
        </Dialog>
      )}
    </>
  )
}
