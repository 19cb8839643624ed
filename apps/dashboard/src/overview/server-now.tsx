import type { TranslationStats } from 'video-translation-client'
import { Panel } from '../ui/panel.tsx'
import { useWords } from '../words/words.ts'
import css from './overview.module.css'

/** Workers and queue of the whole server, which only some keys may know. */
export function ServerNow({ server }: { server: NonNullable<TranslationStats['server']> }) {
  const { t, locale } = useWords()
  const { workers, running, waiting } = server
  const numbers: [string, number][] = [
    [t('overview.workers'), workers],
    [t('overview.tasksRunning'), running],
    [t('overview.waitWorker'), waiting.worker],
    [t('overview.waitRetry'), waiting.retry],
    [t('overview.waitSource'), waiting.source],
  ]
  return (
    <Panel className={css.plot}>
      <h2>{t('overview.server')}</h2>
      <table className={css.rates}>
        <tbody>
          {numbers.map(([name, count]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{count.toLocaleString(locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
