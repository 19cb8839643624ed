import { Link } from '@tanstack/react-router'
import { FilterX, Plus } from 'lucide-react'
import { languageName } from '../format/language-name.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useWords, type Words } from '../words/words.ts'
import type { ListSearch } from './list-search.ts'
import css from './list-state.module.css'

interface Props {
  search: ListSearch
  isLoading: boolean
  error: unknown
  onRetry(): unknown
}

/** The list without rows: not loaded yet, not loadable, none that match, or none at all. */
export function ListState({ search, isLoading, error, onRetry }: Props) {
  const words = useWords()
  const { t } = words
  if (error)
    return (
      <Notice
        kind="bad"
        action={
          <Button isSmall onClick={() => void onRetry()}>
            {t('failure.again')}
          </Button>
        }
      >
        {t('list.failed')}
        <small>{(error as Error).message}</small>
      </Notice>
    )
  if (isLoading) return <Skeleton rows={6} rowPx={64} />
  const filters = named(search, words)
  if (filters)
    return (
      <div className={css.state}>
        <h2>{t('list.noMatch', { filters })}</h2>
        <Link to="/" className={buttonClass()}>
          <FilterX size={16} aria-hidden />
          {t('list.dropFilters')}
        </Link>
      </div>
    )
  return (
    <div className={css.state}>
      <h2>{t('list.empty')}</h2>
      <p>{t('list.emptyHint')}</p>
      <Link to="/new" className={buttonClass({ kind: 'primary' })}>
        <Plus size={16} aria-hidden />
        {t('shell.new')}
      </Link>
    </div>
  )
}

function named({ status, q, engine, to }: ListSearch, { t, locale }: Words): string {
  const parts = [status && t(`status.${status}`), q && `“${q}”`, to && languageName(to, locale), engine]
  return parts.filter(Boolean).join(' · ')
}
