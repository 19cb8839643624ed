import { X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { useWords } from '../words/words.ts'
import { currentMessages, dismiss, onMessages } from './message-store.ts'
import css from './messages.module.css'

/** The place for messages. It is always there, so that screen readers hear what comes into it. */
export function Messages() {
  const messages = useSyncExternalStore(onMessages, currentMessages)
  const { t } = useWords()
  return (
    <div className={css.messages} role="status">
      {messages.map(({ id, kind, text }) => (
        <Notice
          key={id}
          kind={kind}
          action={
            <Button isSmall kind="quiet" icon={X} aria-label={t('shell.close')} onClick={() => dismiss(id)} />
          }
        >
          {text}
        </Notice>
      ))}
    </div>
  )
}
