import { type ReactNode, useState } from 'react'
import type { ChargedVerb } from 'video-translation-client'
import { Dialog } from '../ui/dialog.tsx'
import { useWords } from '../words/words.ts'
import { useCharge } from './use-charge.ts'

interface PaidStep {
  engines: readonly string[]
  verb: ChargedVerb
  /** The word of the button that begins it. */
  action: string
  begin(): Promise<unknown>
}

/** A step that asks before a vendor is paid, and begins at once where nothing is charged. */
export function usePaidStep({ engines, verb, action, begin }: PaidStep): {
  start(): void
  question: ReactNode
} {
  const { t } = useWords()
  const charge = useCharge(engines, verb)
  const [isAsking, setIsAsking] = useState(false)
  const close = () => setIsAsking(false)
  const agree = () => {
    close()
    void begin()
  }
  const question = isAsking && charge && (
    <Dialog
      title={t('charge.title', { vendor: charge.vendors })}
      action={action}
      onAction={agree}
      onClose={close}
    >
      <p>{charge.sentences}</p>
    </Dialog>
  )
  return { start: charge ? () => setIsAsking(true) : () => void begin(), question }
}
