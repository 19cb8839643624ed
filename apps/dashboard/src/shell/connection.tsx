import { useLiveConnection } from 'video-translation-client/react'
import { clockTime } from '../format/time.ts'
import { cx } from '../ui/class-names.ts'
import { useWords } from '../words/words.ts'
import css from './connection.module.css'

/** Whether what is on screen is true now. A change is announced once. */
export function Connection() {
  const { state, sinceMs } = useLiveConnection()
  const { t, locale } = useWords()
  // The first time of day takes longer to write than the rest of the page to draw.
  const since = state === 'offline' ? { since: clockTime(sinceMs, locale) } : undefined
  return (
    <span className={cx(css.connection, css[state])} role="status">
      <i aria-hidden />
      <span>{t(`connection.${state}`, since)}</span>
    </span>
  )
}
