import { i18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import { en } from './en.ts'
import type { enPages } from './en-pages.ts'

/** The languages of the page itself. */
export const LOCALES = { en: 'English', es: 'Español' } as const

export type Locale = keyof typeof LOCALES
export type WordKey = keyof typeof en | keyof typeof enPages

type Messages = Readonly<Record<string, string>>

/** The words of the list, and those of the other pages, which come with one of these. */
const WORDS: Record<Locale, { first(): Promise<Messages>; pages(): Promise<Messages> }> = {
  en: { first: async () => en, pages: async () => (await import('./en-pages.ts')).enPages },
  es: {
    first: async () => (await import('./es.ts')).es,
    pages: async () => (await import('./es-pages.ts')).esPages,
  },
}

const STORED_AS = 'video-translation.locale'

/** Loads the words of the language that `public/theme.js` has found before the first paint. */
export async function startWords(): Promise<void> {
  const { lang } = document.documentElement
  await applyLocale(lang in LOCALES ? (lang as Locale) : 'en')
}

let arePagesWanted = false

/** Loads the words of all pages but the list, in this language and in those chosen from now on. */
export async function loadPageWords(): Promise<void> {
  arePagesWanted = true
  const locale = i18n.locale as Locale
  i18n.load(locale, await WORDS[locale].pages())
}

export async function applyLocale(locale: Locale): Promise<void> {
  const { first, pages } = WORDS[locale]
  const parts = await Promise.all([first(), arePagesWanted ? pages() : {}])
  i18n.load(locale, Object.assign({}, ...parts) as Messages)
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
