import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { TRANSLATION_STATUSES, type TranslationStatus } from 'video-translation-client'
import { countText } from '../format/count.ts'
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
  const { t } = useWords()
  const { status: _, ...others } = search
  // It has the counts read again and again. The links are not drawn with each.
  useQuery({ ...countsQuery(live, filterOf(others)), notifyOnChangeProps: [] })
  return (
    <nav className={css.counts} aria-label={t('list.byStatus')}>
      <Link to="/" search={others} activeOptions={EXACT}>
        {t('list.all')}
        <Count search={others} of="all" />
      </Link>
      {TRANSLATION_STATUSES.map((status) => (
        <Link key={status} to="/" search={{ ...others, status }} activeOptions={EXACT}>
          <StatusIcon status={status} />
          {t(`status.${status}`)}
          <Count search={others} of={status} />
        </Link>
      ))}
    </nav>
  )
}

function Count({ search, of }: { search: ListSearch; of: 'all' | TranslationStatus }) {
  const { live } = useSession()
  const { locale } = useWords()
  const { data } = useQuery({
    ...countsQuery(live, filterOf(search)),
    refetchInterval: false,
    select: ({ all, byStatus }) => (of === 'all' ? all : byStatus[of]),
    placeholderData: (before) => before,
  })
  return <b>{data !== undefined && countText(data, locale)}</b>
}
