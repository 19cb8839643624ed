import { Copy } from 'lucide-react'
import { say } from '../shell/message-store.ts'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import css from './how-to-install.module.css'

/** For a person who runs the server; most of those who wait for a video do not. */
export function HowToInstall({ packs }: { packs: readonly string[] }) {
  const { t } = useWords()
  const command = `video-translation models pull ${packs.join(' ')}`
  // Browsers have no clipboard for a page without TLS, unless it is on this machine.
  const clipboard = navigator.clipboard as Clipboard | undefined
  const copy = () =>
    void clipboard?.writeText(command).then(
      () => say('run', t('new.copied')),
      () => say('bad', t('new.notCopied')),
    )
  return (
    <details className={css.install}>
      <summary>{t('warning.forServer')}</summary>
      {t('new.installHint')}
      <code>{command}</code>
      {clipboard && (
        <Button isSmall icon={Copy} onClick={copy}>
          {t('new.copy')}
        </Button>
      )}
    </details>
  )
}
