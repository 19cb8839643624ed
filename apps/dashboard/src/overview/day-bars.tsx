import { scaleBand, scaleLinear } from '@visx/scale'
import { Legend } from '../ui/legend.tsx'
import { useWords } from '../words/words.ts'
import { BOTTOM, dayName, HEIGHT, isNamed, LEFT, WIDTH } from './axis.ts'
import { Grid } from './grid.tsx'
import { PlotTable } from './plot-table.tsx'
import { type Day, ENDINGS, endedIn } from './results.ts'
import css from './overview.module.css'

/** What ended on each day, stacked by how it ended. The table says the same. */
export function DayBars({ days }: { days: readonly Day[] }) {
  const { t, locale } = useWords()
  const highest = Math.max(1, ...days.map(endedIn))
  const x = scaleBand({ domain: days.map(({ date }) => date), range: [LEFT, WIDTH], padding: 0.25 })
  const y = scaleLinear({ domain: [0, highest], range: [HEIGHT - BOTTOM, 8], nice: true })
  return (
    <>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={css.svg} aria-hidden>
        <Grid ticks={y.ticks(4).filter(Number.isInteger)} y={y} />
        {days.map((day, index) => (
          <g key={day.date}>
            {stackOf(day).map(({ ending, from, to }) => (
              <rect
                key={ending}
                x={x(day.date)}
                width={x.bandwidth()}
                y={y(to)}
                height={y(from) - y(to)}
                className={css[ending]}
              />
            ))}
            {isNamed(index, days.length) && (
              <text x={(x(day.date) ?? 0) + x.bandwidth() / 2} y={HEIGHT - 6} textAnchor="middle">
                {dayName(day.date, locale)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <Legend items={ENDINGS.map((ending) => ({ name: t(`status.${ending}`), colour: css[ending] }))} />
      <PlotTable
        heads={[t('overview.day'), ...ENDINGS.map((ending) => t(`status.${ending}`))]}
        rows={days.map((day) => [dayName(day.date, locale), ...ENDINGS.map((ending) => day[ending])])}
      />
    </>
  )
}

function stackOf(day: Day) {
  let from = 0
  return ENDINGS.map((ending) => {
    const to = from + day[ending]
    const part = { ending, from, to }
    from = to
    return part
  })
}
