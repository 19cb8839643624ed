import { getRouteApi, Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useDeferredValue } from 'react'
import type { Translation } from 'video-translation-client'
import { useTranslation } from 'video-translation-client/react'
import { languageName, nameList } from '../format/language-name.ts'
import { useNow } from '../format/now.ts'
import { timeLeft } from '../format/time-left.ts'
import { titleOf } from '../format/title.ts'
import { Page } from '../shell/page.tsx'
import { Panel } from '../ui/panel.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Status } from '../ui/status.tsx'
import { useWords } from '../words/words.ts'
import { Actions } from './actions.tsx'
import { Durations } from './durations.tsx'
import { Facts } from './facts.tsx'
import { History } from './history.tsx'
import { Players } from './players.tsx'
import { SourceSection } from './source-section.tsx'
import { TargetSection } from './target-section.tsx'
import { useEvents } from './use-events.ts'
import css from './translation-page.module.css'

const route = getRouteApi('/translations/$id')

/** One translation, live: how far each target is, what came of it, and what happened. */
export function TranslationPage() {
  const { id } = route.useParams()
  const translation = useTranslation(id)
  const { t } = useWords()
  if (translation === null)
    return (
      <Page title={t('one.gone')}>
        <h1>{t('one.gone')}</h1>
        <p>
          <Link to="/">{t('notFound.back')}</Link>
        </p>
      </Page>
    )
  return translation ? <Shown translation={translation} /> : <Loading />
}

function Shown({ translation }: { translation: Translation }) {
  // Drawn in pieces, between which keys and the pointer are answered.
  const events = useDeferredValue(useEvents(translation))
  const title = titleOf(translation)
  // Without its history the page is shorter, and would jump.
  if (!events) return <Loading />
  return (
    <Page title={title}>
      <Head translation={translation} title={title} />
      <div className={css.columns}>
        <div className={css.main}>
          <Panel>
            <SourceSection translation={translation} events={events} />
            {translation.targets.map((target) => (
              <TargetSection key={target.language} target={target} translation={translation} />
            ))}
          </Panel>
          <Durations translation={translation} events={events} />
        </div>
        <div className={css.side}>
          <Panel className={css.about}>
            <Players translation={translation} />
            <Facts translation={translation} />
          </Panel>
          <History events={events} />
        </div>
      </div>
    </Page>
  )
}

function Loading() {
  const { t } = useWords()
  return (
    <Page title={t('list.loading')}>
      <Skeleton rows={8} rowPx={60} />
    </Page>
  )
}

function Head({ translation, title }: { translation: Translation; title: string }) {
  const { t, locale } = useWords()
  const { id, from, source, targets, status, stale } = translation
  const spoken = from ?? source.detectedLanguage
  const names = nameList(
    targets.map(({ language }) => language),
    locale,
  )
  return (
    <>
      <nav className={css.crumb} aria-label={t('one.path')}>
        <Link to="/">{t('list.title')}</Link>
        <ChevronRight size={14} aria-hidden />
        <span className={css.id}>{id}</span>
      </nav>
      <div className={css.head}>
        <div>
          <h1 dir="auto">{title}</h1>
          <p className={css.under}>
            <Status status={status} stale={stale ?? false} />
            <span>
              {spoken
                ? t('one.fromInto', { from: languageName(spoken, locale), names })
                : t('one.into', { names })}
            </span>
            <TimeLeft translation={translation} />
          </p>
        </div>
        <Actions translation={translation} title={title} />
      </div>
    </>
  )
}

/** When it is over, as a range where the server knows how far its estimates were off. */
function TimeLeft({ translation }: { translation: Translation }) {
  const { t } = useWords()
  const nowMs = useNow()
  if (translation.status !== 'running') return null
  const left = timeLeft(translation, translation.updatedAt, nowMs)
  return <b>{left ? t(left.key, left.values) : t('left.none')}</b>
}
