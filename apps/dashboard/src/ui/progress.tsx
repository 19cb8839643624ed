import { cx } from './class-names.ts'
import css from './progress.module.css'

interface Props {
  /** From 0 to 1. Undefined: it is not known. */
  value: number | undefined
  label: string
  kind?: 'running' | 'done' | 'bad' | undefined
}

/** A bar. Its number stands beside it, so screen readers get it from there and from here. */
export function ProgressBar({ value, label, kind = 'running' }: Props) {
  const percent = Math.round((value ?? 0) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value !== undefined && { 'aria-valuenow': percent })}
      className={cx(css.bar, css[kind], value === undefined && css.unknown)}
    >
      <i style={{ width: `${value === undefined ? 100 : percent}%` }} />
    </div>
  )
}
