import { useQuery } from '@tanstack/react-query'
import type { TranslationStats } from 'video-translation-client'
import { duration } from '../format/time.ts'
import { countsQuery } from '../list/counts-query.ts'
import { useSession } from '../session/session.ts'
import { useWords } from '../words/words.ts'
import { successOf } from './results.ts'
import css from './overview.module.css'

/** What a person wants to know at a glance. */
export function Numbers({ found: { total } }: { found: TranslationStats }) {
  const { live } = useSession()
  const { t, locale } = useWords()
  const { data: counts } = useQuery(countsQuery(live, {}))
  const { running, pending } = counts?.byStatus ?? {}
  const numbers: [string, string | undefined][] = [
    [t('overview.translated'), t('overview.minutes', { count: Math.round(total.minutes) })],
    [t('overview.success'), successOf(total)?.toLocaleString(locale, { style: 'percent' })],
    [t('overview.work'), total.secondsPerMinute && duration(total.secondsPerMinute.median * 1000, locale)],
    [
      t('overview.now'),
      running === undefined || pending === undefined ? undefined : t('overview.queue', { running, pending }),
    ],
  ]
  return (
    <dl className={css.numbers}>
      {numbers.map(([name, value = '–']) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
