import { i18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { useLingui } from '@lingui/react'
import { en } from './en.ts'

/** The languages of the page itself. */
export const LOCALES = { en: 'English', es: 'Español' } as const

export type Locale = keyof typeof LOCALES
export type WordKey = keyof typeof en

const STORED_AS = 'video-translation.locale'

/** Loads the words of the language chosen before, else of the browser's first that is known. */
export async function startWords(): Promise<void> {
  i18n.setMessagesCompiler(compileMessage)
  i18n.load('en', en)
  await applyLocale(chosenLocale())
}

export async function applyLocale(locale: Locale): Promise<void> {
  if (locale === 'es') i18n.load('es', (await import('./es.ts')).es)
  i18n.activate(locale)
  document.documentElement.lang = locale
}

export async function chooseLocale(locale: Locale): Promise<void> {
  await applyLocale(locale)
  try {
    localStorage.setItem(STORED_AS, locale)
  } catch {
    // The choice lasts until the page is left.
  }
}

/** The words of the page, and the tag by which `Intl` writes numbers and times. */
export function useWords() {
  const { i18n: words } = useLingui()
  return {
    locale: words.locale as Locale,
    t: (key: WordKey, values?: Record<string, string | number>) => words._(key, values),
  }
}

export type Words = ReturnType<typeof useWords>

function chosenLocale(): Locale {
  const stored = storedLocale()
  const wanted = [stored, ...navigator.languages].map((tag) => tag?.split('-')[0] ?? '')
  return (wanted.find((tag) => tag in LOCALES) as Locale | undefined) ?? 'en'
}

function storedLocale(): string | undefined {
  try {
    return localStorage.getItem(STORED_AS) ?? undefined
  } catch {
    return undefined
  }
}
