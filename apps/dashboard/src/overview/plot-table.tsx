import { useWords } from '../words/words.ts'
import css from './overview.module.css'

interface Props {
  heads: readonly string[]
  /** The first cell of a row is its name. */
  rows: readonly (readonly (string | number)[])[]
}

/** What a plot shows, for those who do not see it. */
export function PlotTable({ heads, rows }: Props) {
  const { t } = useWords()
  return (
    <details className={css.table}>
      <summary>{t('overview.asTable')}</summary>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                <td key={heads[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
