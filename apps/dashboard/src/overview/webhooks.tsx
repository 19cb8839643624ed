import type { TranslationStats } from 'video-translation-client'
import { Panel } from '../ui/panel.tsx'
import { useWords } from '../words/words.ts'
import css from './overview.module.css'

/** The receivers that did not take their messages. */
export function Webhooks({ failing }: { failing: TranslationStats['failingWebhooks'] }) {
  const { t, locale } = useWords()
  return (
    <Panel className={css.plot}>
      <h2>{t('overview.webhooks')}</h2>
      {failing.length === 0 ? (
        <p className={css.none}>{t('overview.webhooksFine')}</p>
      ) : (
        <table className={css.rates}>
          <thead>
            <tr>
              <th>{t('overview.host')}</th>
              <th>{t('overview.failed')}</th>
              <th>{t('overview.triedAgain')}</th>
            </tr>
          </thead>
          <tbody>
            {failing.map(({ host, failed, waiting }) => (
              <tr key={host}>
                <th scope="row">{host || t('overview.ownReceiver')}</th>
                <td>{failed.toLocaleString(locale)}</td>
                <td>{waiting.toLocaleString(locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
