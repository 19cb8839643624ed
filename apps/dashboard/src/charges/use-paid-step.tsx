import { type ReactNode, useState } from 'react'
import type { ChargedVerb } from 'video-translation-client'
import { Dialog } from '../ui/dialog.tsx'
import { useWords } from '../words/words.ts'
import { type ChargeWords, useCharge } from './use-charge.ts'

interface PaidStep {
  /** Those that would do it, as they are when it is begun. */
  engines(): readonly string[] | Promise<readonly string[]>
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
  const chargeOf = useCharge()
  const [charge, setCharge] = useState<ChargeWords>()
  const close = () => setCharge(undefined)
  const ask = async () => {
    const found = chargeOf(await engines(), verb)
    if (found) setCharge(found)
    else void begin()
  }
  const agree = () => {
    close()
    void begin()
  }
  const question = charge && (
    <Dialog
      title={t('charge.title', { vendor: charge.vendors })}
      action={action}
      onAction={agree}
      onClose={close}
    >
      <p>{charge.sentences}</p>
    </Dialog>
  )
  return { start: () => void ask(), question }
}
