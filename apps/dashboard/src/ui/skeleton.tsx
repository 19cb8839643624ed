import { useEffect, useState } from 'react'
import { useWords } from '../words/words.ts'
import css from './skeleton.module.css'

/** What loads quickly shows no grey lines at all, because they would only flicker. */
const SHOWN_AFTER_MS = 300

/** Grey lines in the place of what is loading. */
export function Skeleton({ rows, rowPx }: { rows: number; rowPx: number }) {
  const { t } = useWords()
  const [isShown, setIsShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), SHOWN_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={css.skeleton} style={{ minHeight: rows * rowPx }} aria-busy>
      {isShown && <span className="visually-hidden">{t('list.loading')}</span>}
      {isShown && Array.from({ length: rows }, (_, row) => <i key={row} style={{ height: rowPx - 40 }} />)}
    </div>
  )
}
