import { Link } from '@tanstack/react-router'
import { useWords } from '../words/words.ts'
import { Page } from './page.tsx'

export function NotFound() {
  const { t } = useWords()
  return (
    <Page title={t('notFound.title')}>
      <h1>{t('notFound.title')}</h1>
      <p>
        <Link to="/">{t('notFound.back')}</Link>
      </p>
    </Page>
  )
}
