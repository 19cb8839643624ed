import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'
import css from './notice.module.css'

const ICONS = { bad: CircleAlert, ask: TriangleAlert, run: Info }

interface Props {
  kind: keyof typeof ICONS
  children: ReactNode
  /** What cures it. */
  action?: ReactNode
}

/** What happened, and what to do. */
export function Notice({ kind, children, action }: Props) {
  const Icon = ICONS[kind]
  return (
    <div className={cx(css.notice, css[kind])}>
      <Icon size={16} aria-hidden />
      <div className={css.text}>{children}</div>
      {action}
    </div>
  )
}
