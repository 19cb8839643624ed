import { useNavigate } from '@tanstack/react-router'
import { Ban, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { isFinal, type Translation } from 'video-translation-client'
import { useSession } from '../session/session.ts'
import { say } from '../shell/message-store.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useWords } from '../words/words.ts'
import { GoOn } from './go-on.tsx'
import css from './actions.module.css'

interface Props {
  translation: Translation
  title: string
}

/** What can be done with the whole translation now. */
export function Actions({ translation, title }: Props) {
  const { client, live } = useSession()
  const { t } = useWords()
  const [isBusy, setIsBusy] = useState(false)
  const { id, status } = translation
  const cancel = async () => {
    setIsBusy(true)
    await client.cancel(id).then(live.put.bind(live), sayWhy)
    setIsBusy(false)
  }
  return (
    <div className={css.actions}>
      {!isFinal(status) && (
        <Button icon={Ban} disabled={isBusy} onClick={() => void cancel()}>
          {t('bulk.cancel')}
        </Button>
      )}
      <GoOn translation={translation} />
      <Delete id={id} title={title} />
    </div>
  )
}

function Delete({ id, title }: { id: string; title: string }) {
  const { client, live } = useSession()
  const { t } = useWords()
  const navigate = useNavigate()
  const [isAsking, setIsAsking] = useState(false)
  const remove = async () => {
    setIsAsking(false)
    try {
      await client.delete(id)
      await navigate({ to: '/' })
      live.remove(id)
      say('run', t('bulk.done.delete', { count: 1 }))
    } catch (error) {
      sayWhy(error)
    }
  }
  return (
    <>
      <Button icon={Trash2} onClick={() => setIsAsking(true)}>
        {t('bulk.delete')}
      </Button>
      {isAsking && (
        <Dialog
          title={t('one.deleteTitle', { title })}
          action={t('bulk.delete')}
          isDangerous
          onAction={() => void remove()}
          onClose={() => setIsAsking(false)}
        >
          <p>{t('bulk.deleteHint')}</p>
        </Dialog>
      )}
    </>
  )
}

function sayWhy(error: unknown): void {
  say('bad', error instanceof Error ? error.message : String(error))
}
