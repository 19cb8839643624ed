import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Translation, VideoTranslationClient } from 'video-translation-client'
import { languageName } from '../format/language-name.ts'
import { useNow } from '../format/now.ts'
import { duration } from '../format/time.ts'
import { useSession } from '../session/session.ts'
import { Page } from '../shell/page.tsx'
import { Notice } from '../ui/notice.tsx'
import { Panel } from '../ui/panel.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useWords } from '../words/words.ts'
import { DayBars } from './day-bars.tsx'
import { PaceLine } from './pace-line.tsx'
import { Rates } from './rates.tsx'
import { type Summary, summarise } from './summary.ts'
import css from './overview.module.css'

/** The page reads translations, not sums, so it reads no more than these. */
const MOST = 1_000
const REFRESH_MS = 30_000
const PERIODS = [7, 14, 30]

/** How much was done, how well and how fast. */
export function OverviewPage() {
  const { client } = useSession()
  const { t } = useWords()
  const nowMs = useNow()
  const [days, setDays] = useState(14)
  const { data, error } = useQuery({
    queryKey: ['overview'],
    queryFn: () => newest(client),
    refetchInterval: REFRESH_MS,
  })
  return (
    <Page title={t('shell.overview')}>
      <div className={css.head}>
        <h1>{t('shell.overview')}</h1>
        <select
          aria-label={t('overview.period')}
          value={days}
          onChange={({ target }) => setDays(Number(target.value))}
        >
          {PERIODS.map((count) => (
            <option key={count} value={count}>
              {t('overview.days', { count })}
            </option>
          ))}
        </select>
      </div>
      {error && <Notice kind="bad">{error.message}</Notice>}
      {data ? <Plots summary={summarise(data, days, nowMs)} /> : !error && <Skeleton rows={6} rowPx={80} />}
      {data && data.length >= MOST && <p className={css.hint}>{t('overview.cut', { count: MOST })}</p>}
    </Page>
  )
}

function Plots({ summary }: { summary: Summary }) {
  const { t, locale } = useWords()
  return (
    <>
      <Numbers summary={summary} />
      <div className={css.plots}>
        <Panel className={css.plot}>
          <h2>{t('overview.perDay')}</h2>
          <DayBars days={summary.days} />
        </Panel>
        <Panel className={css.plot}>
          <h2>{t('overview.pace')}</h2>
          <PaceLine days={summary.days} />
        </Panel>
        <Panel className={css.plot}>
          <h2>{t('overview.byLanguage')}</h2>
          <Rates
            rates={summary.languages}
            nameOf={(tag) => languageName(tag, locale)}
            heading={t('list.targets')}
          />
        </Panel>
        <Panel className={css.plot}>
          <h2>{t('overview.byEngine')}</h2>
          <Rates rates={summary.engines} nameOf={(name) => name} heading={t('list.engine')} />
        </Panel>
      </div>
    </>
  )
}

function Numbers({ summary }: { summary: Summary }) {
  const { live } = useSession()
  const { t, locale } = useWords()
  const { data: counts } = useQuery({
    queryKey: ['counts', {}],
    queryFn: ({ signal }) => live.counts({}, signal),
    refetchInterval: 4_000,
  })
  const { ended, succeeded, pace, minutes } = summary
  const rate = ended === 0 ? '–' : (succeeded / ended).toLocaleString(locale, { style: 'percent' })
  const numbers: [string, string][] = [
    [t('overview.translated'), t('overview.minutes', { count: Math.round(minutes) })],
    [t('overview.success'), rate],
    [t('overview.work'), pace ? duration(pace.median * 1000, locale) : '–'],
    [
      t('overview.now'),
      counts
        ? t('overview.queue', { running: counts.byStatus.running, pending: counts.byStatus.pending })
        : '–',
    ],
  ]
  return (
    <dl className={css.numbers}>
      {numbers.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

async function newest(client: VideoTranslationClient): Promise<Translation[]> {
  const all: Translation[] = []
  for await (const translation of client.list({ limit: 100 })) {
    all.push(translation)
    if (all.length === MOST) break
  }
  return all
}
