import { DIGITS, numberIn, STARTS_NUMBER, valueOf } from './numbers.ts'

const CURRENCIES: Record<string, string> = {
  US$: 'USD',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
}

/** Names without a country, which nobody says: `dólares`, not `dólares estadounidenses`. */
const NAMES: Record<string, Record<string, [one: string, other: string]>> = {
  ca: { USD: ['dòlar', 'dòlars'], GBP: ['lliura', 'lliures'] },
  de: { USD: ['Dollar', 'Dollar'], GBP: ['Pfund', 'Pfund'] },
  en: { USD: ['dollar', 'dollars'], GBP: ['pound', 'pounds'], JPY: ['yen', 'yen'], INR: ['rupee', 'rupees'] },
  es: { USD: ['dólar', 'dólares'], GBP: ['libra', 'libras'] },
  fr: { USD: ['dollar', 'dollars'], GBP: ['livre', 'livres'] },
  it: { USD: ['dollaro', 'dollari'], GBP: ['sterlina', 'sterline'] },
  pt: { USD: ['dólar', 'dólares'], EUR: ['euro', 'euros'], GBP: ['libra', 'libras'] },
}

/** What stands between a million and its currency. */
const OF: Record<string, string> = { ca: ' de ', es: ' de ', fr: ' de ', it: ' di ', pt: ' de ' }

/** A thousand, a million or a billion, in the languages of Latin script. */
const MAGNITUDE = String.raw`(?:mil|mille|thousand|tausend|mill?i\p{L}+|mill[oó]n\p{L}*|milh\p{L}+|bill?i\p{L}+|billon\p{L}*|billón|bilh\p{L}+)(?!\p{L})`
const SIGN = String.raw`(?:US\$|[$€£¥₹])`
const BEFORE = new RegExp(String.raw`(${SIGN})\s?(${DIGITS})(?:\s+(${MAGNITUDE}))?`, 'giu')
const AFTER = new RegExp(String.raw`${STARTS_NUMBER}(${DIGITS})(?:\s+(${MAGNITUDE}))?\s?(${SIGN})`, 'giu')

/** Writes amounts of money in words: `$4.5 millones` is `4,5 millones de dólares`. */
export function spellMoney(text: string, locale: string): string {
  return text
    .replace(BEFORE, (all, sign: string, amount: string, magnitude?: string) => {
      return spell({ sign, amount, magnitude }, locale) ?? all
    })
    .replace(AFTER, (all, amount: string, magnitude: string | undefined, sign: string) => {
      return spell({ sign, amount, magnitude }, locale) ?? all
    })
}

interface Amount {
  sign: string
  amount: string
  magnitude: string | undefined
}

function spell({ sign, amount, magnitude }: Amount, locale: string): string | undefined {
  const currency = CURRENCIES[sign.toUpperCase()]
  // No currency has three decimals that people say, so three digits are thousands, except after 0.
  const plain = /^0+\D/.test(amount) ? amount : amount.replace(/\D(?=\d{3}(?!\d))/g, '')
  const digits = numberIn(plain, locale)
  const value = valueOf(plain, locale)
  if (currency === undefined || digits === undefined || value === undefined) return undefined
  if (magnitude === undefined) return `${digits} ${nameOf(currency, value, locale)}`
  return `${digits} ${magnitude}${ofName(magnitude, nameOf(currency, 2, locale), locale)}`
}

/** A thousand takes no preposition. French elides its own before a vowel. */
function ofName(magnitude: string, name: string, locale: string): string {
  const of = /^(mil|mille)$/i.test(magnitude) ? ' ' : (OF[locale] ?? ' ')
  return of === ' de ' && locale === 'fr' && /^[aeiouy]/i.test(name) ? ` d’${name}` : of + name
}

function nameOf(currency: string, value: number, locale: string): string {
  const [one, other] = NAMES[locale]?.[currency] ?? []
  if (one !== undefined) return new Intl.PluralRules(locale).select(value) === 'one' ? one : (other ?? one)
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'name' })
  return format.formatToParts(value).find(({ type }) => type === 'currency')?.value ?? currency
}
