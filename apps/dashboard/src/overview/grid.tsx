import { LEFT, WIDTH } from './axis.ts'
import css from './overview.module.css'

/** The lines of a plot with their numbers. */
export function Grid({ ticks, y }: { ticks: readonly number[]; y(tick: number): number }) {
  return ticks.map((tick) => (
    <g key={tick}>
      <line x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} className={css.grid} />
      <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
        {tick}
      </text>
    </g>
  ))
}
