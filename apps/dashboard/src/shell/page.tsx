import { type ReactNode, useEffect } from 'react'
import css from './page.module.css'

/** The main part of a page. Its title is also that of the tab. */
export function Page({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Video Translation`
  }, [title])
  return (
    <main id="main" className={css.page} tabIndex={-1}>
      {children}
    </main>
  )
}
