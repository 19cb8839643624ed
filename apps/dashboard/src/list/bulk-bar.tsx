import { Ban, Download, ListChecks, RotateCcw, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { isFinal } from 'video-translation-client'
import type { LiveFilter } from 'video-translation-client/live'
import { useSession } from '../session/session.ts'
import { say } from '../shell/message-store.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useWords } from '../words/words.ts'
import { downloadVideos } from './download-videos.ts'
import type { Selection } from './selection.ts'
import { useBulk } from './use-bulk.ts'
import css from './bulk-bar.module.css'

interface Props {
  filter: LiveFilter
  selection: Selection
}

/** What can be done with all that are ticked. The number stands in the button. */
export function BulkBar({ filter, selection }: Props) {
  const { live, client } = useSession()
  const { t } = useWords()
  const [isAsking, setIsAsking] = useState(false)
  const bulk = useBulk()
  const chosen = [...selection.ids].flatMap((id) => live.get(id) ?? [])
  const open = chosen.filter(({ status }) => !isFinal(status))
  const failed = chosen.filter(({ status }) => ['error', 'partial', 'canceled'].includes(status))
  const done = chosen.filter(({ status }) => ['completed', 'partial'].includes(status))
  const count = selection.ids.size
  const cancel = () =>
    bulk.run(
      open.map(({ id }) => id),
      async (id) => live.put(await client.cancel(id)),
      'cancel',
    )
  const retry = () =>
    bulk.run(
      failed.map(({ id }) => id),
      async (id) => live.put(await client.retry(id)),
      'retry',
    )
  const remove = async () => {
    setIsAsking(false)
    await bulk.run([...selection.ids], (id) => client.delete(id).then(() => live.remove(id)), 'delete')
    selection.clear()
  }
  return (
    <div className={css.bar} role="region" aria-label={t('bulk.region')}>
      <b>{bulk.progress ?? t('bulk.selected', { count })}</b>
      <SelectAll filter={filter} selection={selection} />
      <Button isSmall icon={Ban} disabled={open.length === 0} onClick={() => void cancel()}>
        {t('bulk.cancel')}
      </Button>
      <Button isSmall icon={RotateCcw} disabled={failed.length === 0} onClick={() => void retry()}>
        {t('bulk.retry')}
      </Button>
      <Button isSmall icon={Download} disabled={done.length === 0} onClick={() => downloadVideos(done)}>
        {t('bulk.download')}
      </Button>
      <Button isSmall icon={Trash2} onClick={() => setIsAsking(true)}>
        {t('bulk.delete')}
      </Button>
      <Button isSmall icon={X} aria-label={t('bulk.clear')} onClick={selection.clear} />
      {isAsking && (
        <Dialog
          title={t('bulk.deleteTitle', { count })}
          action={t('bulk.deleteAction', { count })}
          isDangerous
          onAction={() => void remove()}
          onClose={() => setIsAsking(false)}
        >
          <p>{t('bulk.deleteHint')}</p>
        </Dialog>
      )}
    </div>
  )
}

/** Ticks all that match the filter, also those that are not loaded. */
function SelectAll({ filter, selection }: Props) {
  const { client, live } = useSession()
  const { t } = useWords()
  const [isLoading, setIsLoading] = useState(false)
  const selectAll = async () => {
    setIsLoading(true)
    try {
      const ids: string[] = []
      for await (const translation of client.list({ ...filter, limit: 100 })) {
        live.put(translation)
        ids.push(translation.id)
      }
      selection.replace(ids)
    } catch (error) {
      say('bad', (error as Error).message)
    } finally {
      setIsLoading(false)
    }
  }
  return (
    <Button isSmall icon={ListChecks} disabled={isLoading} onClick={() => void selectAll()}>
      {t('bulk.all')}
    </Button>
  )
}
