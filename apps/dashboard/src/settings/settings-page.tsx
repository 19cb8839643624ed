import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { singleKeysAreOn, switchSingleKeys } from '../list/keys.ts'
import { forgetUploads, ownerOf } from '../new/kept-uploads.ts'
import { useSession } from '../session/session.ts'
import { BASE } from '../session/base.ts'
import { Page } from '../shell/page.tsx'
import { chooseTheme, currentTheme, type Theme } from '../shell/theme.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Panel } from '../ui/panel.tsx'
import { chooseLocale, type Locale, LOCALES, useWords } from '../words/words.ts'
import css from './settings-page.module.css'

export function SettingsPage() {
  const { t, locale } = useWords()
  return (
    <Page title={t('settings.title')}>
      <h1>{t('settings.title')}</h1>
      <Panel className={css.panel}>
        <Field label={t('settings.language')}>
          <select value={locale} onChange={({ target }) => void chooseLocale(target.value as Locale)}>
            {Object.entries(LOCALES).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <ThemeField />
        <KeysField />
        <KeyFacts />
      </Panel>
    </Page>
  )
}

function ThemeField() {
  const { t } = useWords()
  const [theme, setTheme] = useState(currentTheme)
  const choose = (next: Theme) => {
    chooseTheme(next)
    setTheme(next)
  }
  return (
    <Field label={t('settings.theme')}>
      <select value={theme} onChange={({ target }) => choose(target.value as Theme)}>
        <option value="light">{t('theme.light')}</option>
        <option value="dark">{t('theme.dark')}</option>
      </select>
    </Field>
  )
}

function KeysField() {
  const { t } = useWords()
  const [isOn, setIsOn] = useState(singleKeysAreOn)
  const change = (next: boolean) => {
    switchSingleKeys(next)
    setIsOn(next)
  }
  return (
    <Field label={t('settings.keys')} hint={t('settings.keysHint')}>
      <input type="checkbox" checked={isOn} onChange={({ target }) => change(target.checked)} />
    </Field>
  )
}

function KeyFacts() {
  const { apiKey, hasKey, signOut } = useSession()
  const { t } = useWords()
  // The storage of a browser may answer late or never, and nobody stays signed in for it.
  const leave = () => {
    signOut()
    void forgetUploads(ownerOf(apiKey))
  }
  return (
    <div>
      <dl className={css.facts}>
        <dt>{t('settings.server')}</dt>
        <dd>{BASE}</dd>
        <dt>{t('settings.key')}</dt>
        <dd>{t(hasKey ? 'settings.hasKey' : 'settings.noKey')}</dd>
      </dl>
      {hasKey && (
        <Button icon={LogOut} onClick={leave}>
          {t('settings.signOut')}
        </Button>
      )}
    </div>
  )
}
