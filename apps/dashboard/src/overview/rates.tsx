import { useWords } from '../words/words.ts'
import type { Rate } from './summary.ts'
import css from './overview.module.css'

interface Props {
  rates: readonly Rate[]
  nameOf(name: string): string
  heading: string
}

const MOST = 8

/** How often each succeeded, as a table with bars. */
export function Rates({ rates, nameOf, heading }: Props) {
  const { t, locale } = useWords()
  if (rates.length === 0) return <p className={css.hint}>{t('overview.nothing')}</p>
  return (
    <table className={css.rates}>
      <thead>
        <tr>
          <th>{heading}</th>
          <th>{t('overview.results')}</th>
          <th colSpan={2}>{t('overview.success')}</th>
        </tr>
      </thead>
      <tbody>
        {rates.slice(0, MOST).map(({ name, succeeded, all }) => (
          <tr key={name}>
            <th scope="row">{nameOf(name)}</th>
            <td>{all.toLocaleString(locale)}</td>
            <td>{(succeeded / all).toLocaleString(locale, { style: 'percent' })}</td>
            <td className={css.bar} aria-hidden>
              <i style={{ width: `${(succeeded / all) * 100}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
