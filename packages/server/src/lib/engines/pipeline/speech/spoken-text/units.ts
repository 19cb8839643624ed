import { DIGITS, numberIn, STARTS_NUMBER, valueOf } from './numbers.ts'

/** Symbols of units, and their names in CLDR. Symbols that are words too, as `in`, are absent. */
const UNITS: Record<string, string> = {
  '°C': 'celsius',
  '°F': 'fahrenheit',
  '%': 'percent',
  'km/h': 'kilometer-per-hour',
  km: 'kilometer',
  m: 'meter',
  cm: 'centimeter',
  mm: 'millimeter',
  kg: 'kilogram',
  g: 'gram',
  mg: 'milligram',
  l: 'liter',
  L: 'liter',
  ml: 'milliliter',
  min: 'minute',
  h: 'hour',
  s: 'second',
  GB: 'gigabyte',
  MB: 'megabyte',
  kB: 'kilobyte',
  TB: 'terabyte',
  mph: 'mile-per-hour',
  lb: 'pound',
  ft: 'foot',
}

const SYMBOLS = Object.keys(UNITS).toSorted((one, other) => other.length - one.length)
const MEASURE = new RegExp(
  String.raw`${STARTS_NUMBER}(${DIGITS})\s?(${SYMBOLS.join('|')})(?![\p{L}\p{N}/²³])`,
  'gu',
)

/** Writes units in words: `100 km/h` is `100 kilómetros por hora`. */
export function spellUnits(text: string, locale: string): string {
  return text.replace(MEASURE, (written, amount: string, symbol: string) => {
    const digits = numberIn(amount, locale)
    const value = valueOf(amount, locale)
    const unit = UNITS[symbol]
    if (digits === undefined || value === undefined || unit === undefined) return written
    return withUnit(digits, value, unit, locale)
  })
}

/** The unit stands where the language has it, around the digits as they were written. */
function withUnit(digits: string, value: number, unit: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    useGrouping: false,
  })
  const parts = format.formatToParts(value)
  const names = parts.filter(({ type }) => type === 'unit' || type === 'literal')
  const leads = names[0] !== undefined && parts.indexOf(names[0]) === 0
  const name = names.map((part) => part.value).join('')
  return leads ? name + digits : digits + (/^\s/.test(name) ? '' : ' ') + name.replace(/\u00a0/g, ' ')
}
