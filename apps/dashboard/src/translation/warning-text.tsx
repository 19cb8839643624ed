import type { Target } from 'video-translation-client'
import { useWords, type WordKey } from '../words/words.ts'
import css from './section.module.css'

/** Warnings whose cure is with the server, so that its own words speak to those who run it. */
const KNOWN: Readonly<Record<string, WordKey>> = {
  draft_quality: 'warning.draft',
  robotic_voice: 'warning.robotic',
  better_voice: 'warning.better',
}

/** How the page itself says a warning. Undefined: the server's words have to do. */
export function ownWordsOf(code: string): WordKey | undefined {
  return Object.hasOwn(KNOWN, code) ? KNOWN[code] : undefined
}

/** What to know about a result, to those who wait for it. */
export function WarningText({ code, message }: Target['warnings'][number]) {
  const { t } = useWords()
  const key = ownWordsOf(code)
  if (key === undefined) return message
  return (
    <>
      {t(key)}
      <details className={css.forServer}>
        <summary>{t('warning.forServer')}</summary>
        {message}
      </details>
    </>
  )
}
