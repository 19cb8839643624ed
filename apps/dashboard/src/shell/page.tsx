import { type ReactNode, useEffect } from 'react'
import { cx } from '../ui/class-names.ts'
import css from './page.module.css'

interface Props {
  title: string
  /** Takes all the room there is. */
  isWide?: boolean
  children: ReactNode
}

/** The main part of a page. Its title is also that of the tab. */
export function Page({ title, isWide = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Video Translation`
  }, [title])
  return (
    <main id="main" className={cx(css.page, isWide && css.wide)} tabIndex={-1}>
      {children}
    </main>
  )
}
