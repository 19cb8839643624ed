import { Link } from '@tanstack/react-router'
import { buttonClass } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import { Page } from './page.tsx'
import css from './page.module.css'

export function NotFound() {
  const { t } = useWords()
  return (
    <Page title={t('notFound.title')}>
      <h1>{t('notFound.title')}</h1>
      <p className={css.links}>
        <Link to="/" className={buttonClass()}>
          {t('notFound.back')}
        </Link>
        <Link to="/new" className={buttonClass()}>
          {t('shell.new')}
        </Link>
      </p>
    </Page>
  )
}
