import { Link, Outlet, useMatch } from '@tanstack/react-router'
import { ChartNoAxesColumn, List, Plus, Settings } from 'lucide-react'
import { isDenied, useEngines } from '../session/engines.ts'
import { SignIn } from '../session/sign-in.tsx'
import { buttonClass } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import { cx } from '../ui/class-names.ts'
import { Brand } from './brand.tsx'
import { Connection } from './connection.tsx'
import { Messages } from './messages.tsx'
import { ThemeButton } from './theme-button.tsx'
import css from './shell.module.css'

/** The frame of every page. Without an accepted key it asks for one. */
export function Shell() {
  const engines = useEngines()
  const { t } = useWords()
  const mustSignIn = isDenied(engines.error)
  // On a phone the studio has bars of its own.
  const studio = useMatch({ from: '/translations/$id/studio/$language', shouldThrow: false })
  const hasBars = studio !== undefined && !mustSignIn
  return (
    <>
      <a className={css.skip} href="#main">
        {t('shell.skip')}
      </a>
      <TopBar hasPages={!mustSignIn} className={cx(css.top, hasBars && css.wideOnly)} />
      <Messages />
      {mustSignIn ? <SignIn /> : <Outlet />}
      {!mustSignIn && !hasBars && <TabBar />}
    </>
  )
}

function TopBar({ hasPages, className }: { hasPages: boolean; className: string }) {
  const { t } = useWords()
  return (
    <header className={className}>
      <Link to="/" className={css.brand}>
        <Brand />
        <span>Video Translation</span>
      </Link>
      {hasPages && (
        <nav className={css.nav} aria-label={t('shell.pages')}>
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
            {t('shell.translations')}
          </Link>
          <Link to="/overview">{t('shell.overview')}</Link>
        </nav>
      )}
      <span className={css.push} />
      {hasPages && <Connection />}
      <ThemeButton />
      <Link to="/settings" className={css.settings} aria-label={t('shell.settings')}>
        <Settings size={18} aria-hidden />
      </Link>
      {hasPages && (
        <Link to="/new" className={`${buttonClass({ kind: 'primary' })} ${css.new}`}>
          <Plus size={16} aria-hidden />
          {t('shell.new')}
        </Link>
      )}
    </header>
  )
}

/** On a phone the pages are within reach of the thumb. */
function TabBar() {
  const { t } = useWords()
  return (
    <nav className={css.tabs} aria-label={t('shell.pages')}>
      <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
        <List size={20} aria-hidden />
        {t('shell.translations')}
      </Link>
      <Link to="/new" className={css.plus} aria-label={t('shell.new')}>
        <Plus size={22} aria-hidden />
      </Link>
      <Link to="/overview">
        <ChartNoAxesColumn size={20} aria-hidden />
        {t('shell.overview')}
      </Link>
    </nav>
  )
}
