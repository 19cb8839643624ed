/** Digits with the separators of any language. */
export const DIGITS = String.raw`\d+(?:[.,\u00a0\u202f']\d+)*`
/** Nothing before it makes it part of a version, a time, a date or a word such as `B2B`. */
export const STARTS_NUMBER = String.raw`(?<![\p{L}\p{N}.,:/_-])`
const ENDS_NUMBER = String.raw`(?![\p{L}\p{N}:/_]|[.,]\d|-[\p{L}\p{N}])`

const NUMBERS = new RegExp(STARTS_NUMBER + DIGITS + ENDS_NUMBER, 'gu')

/** Writes every number in the way of the language: `4.5` is `4,5` in Spanish. */
export function spellNumbers(text: string, locale: string): string {
  return text.replace(NUMBERS, (written) => {
    // A number without separators needs nothing, and one such as 007 or a phone number stays.
    if (!/\D/.test(written)) return written
    return numberIn(written, locale) ?? written
  })
}

/** The number in the way of the language, without separators of thousands. */
export function numberIn(written: string, locale: string): string | undefined {
  const parsed = parseNumber(written, locale)
  return parsed === undefined
    ? undefined
    : parsed.whole + (parsed.part ? decimalSign(locale) + parsed.part : '')
}

/** Value of a number as it is written. */
export function valueOf(written: string, locale: string): number | undefined {
  const parsed = parseNumber(written, locale)
  return parsed && Number(`${parsed.whole}.${parsed.part || '0'}`)
}

/** Digits before and after the decimal sign. They stay strings, so that `3.50` keeps its zero. */
interface ParsedNumber {
  whole: string
  part: string
}

function parseNumber(written: string, locale: string): ParsedNumber | undefined {
  const groups = written.split(/\D/)
  const signs: string[] = written.match(/\D/g) ?? []
  const [first = ''] = groups
  const last = groups.at(-1) ?? ''
  const lastSign = signs.at(-1)
  if (lastSign === undefined) return { whole: first, part: '' }
  const isDecimal =
    signs.length === 1
      ? isDecimalSign(lastSign, first, last, locale)
      : signs.indexOf(lastSign) === signs.length - 1
  const thousands = isDecimal ? groups.slice(1, -1) : groups.slice(1)
  if (thousands.some((group) => group.length !== 3)) return undefined
  return { whole: first + thousands.join(''), part: isDecimal ? last : '' }
}

/** Three digits after one sign are thousands, unless the language writes its decimals so. */
function isDecimalSign(sign: string, first: string, last: string, locale: string): boolean {
  if (sign !== '.' && sign !== ',') return false
  return last.length !== 3 || first.length > 3 || first === '0' || sign === decimalSign(locale)
}

function decimalSign(locale: string): string {
  const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: 1 }).formatToParts(1)
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.'
}
