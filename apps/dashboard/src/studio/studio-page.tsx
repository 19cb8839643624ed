import { getRouteApi, Link } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { ApiError, type Translation } from 'video-translation-client'
import { useTranslation } from 'video-translation-client/react'
import { Page } from '../shell/page.tsx'
import { languageName } from '../format/language-name.ts'
import { titleOf } from '../format/title.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useWords } from '../words/words.ts'
import { Studio } from './studio.tsx'
import { useCues } from './edits/use-cues.ts'

const route = getRouteApi('/translations/$id/studio/$language')

/** Corrects the lines of one target, and has only those spoken again. */
export function StudioPage() {
  const { id, language } = route.useParams()
  const translation = useTranslation(id)
  const { t, locale } = useWords()
  const target = translation?.targets.find((one) => one.language === language)
  if (translation === undefined)
    return (
      <Page title={t('list.loading')}>
        <Skeleton rows={8} rowPx={60} />
      </Page>
    )
  if (!translation || !target)
    return (
      <Page title={t('one.gone')}>
        <h1>{t('one.gone')}</h1>
        <Link to="/">{t('notFound.back')}</Link>
      </Page>
    )
  return (
    <Page title={`${titleOf(translation)}, ${languageName(language, locale)}`} isWide>
      <Loaded key={language} translation={translation} language={language} />
    </Page>
  )
}

function Loaded({ translation, language }: { translation: Translation; language: string }) {
  const { session, error, reload, ...cues } = useCues(translation, language)
  // Drawn in pieces, between which keys and the pointer are answered.
  const isLoaded = useDeferredValue(cues.isLoaded)
  const { t } = useWords()
  const { line } = route.useSearch()
  if (isLoaded) return <Studio translation={translation} session={session} line={line} />
  if (!error) return <Skeleton rows={8} rowPx={60} />
  if (error instanceof ApiError && error.code === 'no_cues') return <NoCues id={translation.id} />
  return (
    <Notice
      kind="bad"
      action={
        <Button isSmall onClick={reload}>
          {t('failure.again')}
        </Button>
      }
    >
      {t('studio.noCues')}
      <small>{(error as Error).message}</small>
    </Notice>
  )
}

/** Nothing would change that, so the page with the files is offered instead. */
function NoCues({ id }: { id: string }) {
  const { t } = useWords()
  return (
    <Notice
      kind="ask"
      action={
        <Link to="/translations/$id" params={{ id }} className={buttonClass({ isSmall: true })}>
          {t('studio.toFiles')}
        </Link>
      }
    >
      {t('one.noLines')}
    </Notice>
  )
}
