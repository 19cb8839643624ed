import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { TranslationStats } from 'video-translation-client'
import { stats } from 'video-translation-client/operate'
import { languageName } from '../format/language-name.ts'
import { useSession } from '../session/session.ts'
import { Page } from '../shell/page.tsx'
import { Notice } from '../ui/notice.tsx'
import { Panel } from '../ui/panel.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useWords } from '../words/words.ts'
import { Choices, type StatsChoice } from './choices.tsx'
import { DayBars } from './day-bars.tsx'
import { Numbers } from './numbers.tsx'
import { PaceLine } from './pace-line.tsx'
import { Rates } from './rates.tsx'
import { ServerNow } from './server-now.tsx'
import { Webhooks } from './webhooks.tsx'
import css from './overview.module.css'

const REFRESH_MS = 30_000

/** How much was done, how well and how fast, as the server sums it up. */
export function OverviewPage() {
  const { client } = useSession()
  const { t } = useWords()
  const [choice, setChoice] = useState<StatsChoice>({ days: 14 })
  const { data, error } = useQuery({
    queryKey: ['stats', choice],
    queryFn: ({ signal }) => stats(client, { ...choice, signal }),
    refetchInterval: REFRESH_MS,
    // The plots stay until those of another choice have come.
    placeholderData: (before) => before,
  })
  // Drawn in pieces, between which keys and the pointer are answered.
  const found = useDeferredValue(data)
  return (
    <Page title={t('shell.overview')}>
      <div className={css.head}>
        <h1>{t('shell.overview')}</h1>
        <Choices choice={choice} onChoose={setChoice} />
      </div>
      {error && <Notice kind="bad">{error.message}</Notice>}
      {found ? <Plots found={found} /> : !error && <Skeleton rows={6} rowPx={80} />}
    </Page>
  )
}

function Plots({ found }: { found: TranslationStats }) {
  const { t, locale } = useWords()
  const { byDay, byLanguage, byEngine, failingWebhooks, sampled } = found
  const languages = byLanguage.map((own) => ({ ...own, name: languageName(own.language, locale) }))
  const engines = byEngine.map((own) => ({ ...own, name: own.engine }))
  return (
    <>
      <Numbers found={found} />
      <div className={css.plots}>
        <Panel className={css.plot}>
          <h2>{t('overview.perDay')}</h2>
          <DayBars days={byDay} />
        </Panel>
        <Panel className={css.plot}>
          <h2>{t('overview.pace')}</h2>
          <PaceLine days={byDay} />
        </Panel>
        <Panel className={css.plot}>
          <h2>{t('overview.byLanguage')}</h2>
          <Rates rates={languages} heading={t('list.targets')} />
        </Panel>
        <Panel className={css.plot}>
          <h2>{t('overview.byEngine')}</h2>
          <Rates rates={engines} heading={t('list.engine')} />
        </Panel>
        {found.server && <ServerNow server={found.server} />}
        <Webhooks failing={failingWebhooks} />
      </div>
      {sampled && <p className={css.hint}>{t('overview.cut')}</p>}
    </>
  )
}
