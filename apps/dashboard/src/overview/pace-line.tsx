import { scaleLinear } from '@visx/scale'
import { Area, LinePath } from '@visx/shape'
import { duration } from '../format/time.ts'
import { Legend } from '../ui/legend.tsx'
import { useWords } from '../words/words.ts'
import { BOTTOM, dayName, HEIGHT, isNamed, LEFT, WIDTH } from './axis.ts'
import { Grid } from './grid.tsx'
import { PlotTable } from './plot-table.tsx'
import type { Day } from './results.ts'
import css from './overview.module.css'

interface Point {
  index: number
  median: number
  slowest: number
}

/** Work for a minute of video: the middle as a line, up to the slowest tenth as a band. */
export function PaceLine({ days }: { days: readonly Day[] }) {
  const { t, locale } = useWords()
  const points = days.flatMap(({ secondsPerMinute }, index): Point[] =>
    secondsPerMinute ? [{ ...secondsPerMinute, index }] : [],
  )
  if (points.length === 0) return <p className={css.none}>{t('overview.noPace')}</p>
  return (
    <>
      <Plot days={days} points={points} />
      <Legend
        items={[
          { name: t('overview.median'), colour: css.dot },
          { name: t('overview.slow'), colour: css.band },
        ]}
      />
      <PlotTable
        heads={[t('overview.day'), t('overview.median'), t('overview.slow')]}
        rows={points.map(({ index, median, slowest }) => [
          dayName(days[index]?.date ?? '', locale),
          duration(median * 1000, locale),
          duration(slowest * 1000, locale),
        ])}
      />
    </>
  )
}

function Plot({ days, points }: { days: readonly Day[]; points: Point[] }) {
  const { locale } = useWords()
  const x = scaleLinear({ domain: [0, Math.max(1, days.length - 1)], range: [LEFT + 20, WIDTH - 20] })
  const highest = Math.max(...points.map(({ slowest }) => slowest))
  const y = scaleLinear({ domain: [0, highest], range: [HEIGHT - BOTTOM, 8], nice: true })
  const xOf = ({ index }: Point) => x(index)
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={css.svg} aria-hidden>
      <Grid ticks={y.ticks(4)} y={y} />
      <Area
        data={points}
        x={xOf}
        y0={({ median }) => y(median)}
        y1={({ slowest }) => y(slowest)}
        className={css.band}
      />
      <LinePath data={points} x={xOf} y={({ median }) => y(median)} className={css.line} />
      {/* A single day has no band. */}
      {points.length === 1 &&
        points.map((point) => (
          <line
            key={point.index}
            x1={xOf(point)}
            x2={xOf(point)}
            y1={y(point.median)}
            y2={y(point.slowest)}
            className={css.reach}
          />
        ))}
      {points.map((point) => (
        <circle key={point.index} cx={xOf(point)} cy={y(point.median)} r={4} className={css.dot} />
      ))}
      {days.map(
        ({ date }, index) =>
          isNamed(index, days.length) && (
            <text key={date} x={x(index)} y={HEIGHT - 6} textAnchor="middle">
              {dayName(date, locale)}
            </text>
          ),
      )}
    </svg>
  )
}
