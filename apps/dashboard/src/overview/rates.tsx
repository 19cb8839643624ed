import type { ResultStats } from 'video-translation-client'
import { duration } from '../format/time.ts'
import { useWords } from '../words/words.ts'
import { successOf } from './results.ts'
import css from './overview.module.css'

interface Props {
  /** The largest first. */
  rates: readonly (ResultStats & { name: string })[]
  heading: string
}

const MOST = 8

/** How often each succeeded and how fast, as a table with bars. */
export function Rates({ rates, heading }: Props) {
  const { t, locale } = useWords()
  if (rates.length === 0) return <p className={css.none}>{t('overview.nothing')}</p>
  return (
    <table className={css.rates}>
      <thead>
        <tr>
          <th>{heading}</th>
          <th>{t('overview.results')}</th>
          <th>{t('overview.median')}</th>
          <th colSpan={2}>{t('overview.success')}</th>
        </tr>
      </thead>
      <tbody>
        {rates.slice(0, MOST).map((rate) => (
          <tr key={rate.name}>
            <th scope="row">{rate.name}</th>
            <td>{(rate.completed + rate.error).toLocaleString(locale)}</td>
            <td>{rate.secondsPerMinute && duration(rate.secondsPerMinute.median * 1000, locale)}</td>
            <td>{successOf(rate)?.toLocaleString(locale, { style: 'percent' })}</td>
            <td className={css.bar} aria-hidden>
              <i style={{ width: `${(successOf(rate) ?? 0) * 100}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
