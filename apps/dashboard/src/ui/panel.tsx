import type { ComponentProps } from 'react'
import { cx } from './class-names.ts'
import css from './panel.module.css'

export function Panel({ className, ...rest }: ComponentProps<'section'>) {
  return <section className={cx(css.panel, className)} {...rest} />
}
