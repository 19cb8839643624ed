import { type ReactNode, useEffect, useRef } from 'react'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import css from './dialog.module.css'

interface Props {
  title: string
  children: ReactNode
  /** The word of the button that does it. */
  action: string
  isDangerous?: boolean
  isBusy?: boolean
  /** It only tells something, so there is nothing to keep. */
  isNote?: boolean
  onAction(): void
  onClose(): void
}

/** A question. The browser's own dialog keeps the focus in it, and gives it back. */
export function Dialog(props: Props) {
  const { title, children, action, isDangerous, isBusy, isNote, onAction, onClose } = props
  const { t } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className={css.dialog} aria-labelledby="dialog-title" onClose={onClose}>
      <h2 id="dialog-title">{title}</h2>
      <div className={css.body}>{children}</div>
      <div className={css.buttons}>
        {!isNote && <Button onClick={() => dialog.current?.close()}>{t('dialog.keep')}</Button>}
        <Button kind={isDangerous ? 'bad' : 'accent'} disabled={isBusy} onClick={onAction}>
          {action}
        </Button>
      </div>
    </dialog>
  )
}
