import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { TRANSLATION_STATUSES } from 'video-translation-client'
import { useSession } from '../session/session.ts'
import { StatusIcon } from '../ui/status.tsx'
import { useWords } from '../words/words.ts'
import { countsQuery } from './counts-query.ts'
import { filterOf, type ListSearch } from './list-search.ts'
import css from './counts.module.css'

/** Another filter is another address. */
const EXACT = { exact: true }

/** A filter by status, with how many there are of each. The width of a number is kept free. */
export function Counts({ search }: { search: ListSearch }) {
  const { live } = useSession()
  const { t, locale } = useWords()
  const { status: _, ...others } = search
  const counts = useQuery({
    ...countsQuery(live, filterOf(others)),
    placeholderData: (before) => before,
  })
  const number = (count: number | undefined) => (count === undefined ? '' : count.toLocaleString(locale))
  return (
    <nav className={css.counts} aria-label={t('list.byStatus')}>
      <Link to="/" search={others} activeOptions={EXACT}>
        {t('list.all')}
        <b>{number(counts.data?.all)}</b>
      </Link>
      {TRANSLATION_STATUSES.map((status) => (
        <Link key={status} to="/" search={{ ...others, status }} activeOptions={EXACT}>
          <StatusIcon status={status} />
          {t(`status.${status}`)}
          <b>{number(counts.data?.byStatus[status])}</b>
        </Link>
      ))}
    </nav>
  )
}
