import { keptFormats } from './kept-formats.ts'

/** A length of media, as players write it: `4:32` or `1:58:12`. */
export function mediaTime(seconds: number): string {
  const whole = Math.round(seconds)
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const [hours = 0, minutes = 0, rest = 0] = parts
  const two = (part: number) => String(part).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** A duration in its one or two largest units, e.g. `5 min 10 s`. */
export function duration(ms: number, locale: string): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([count]) => count > 0)
  return shown.map(([count, unit]) => withUnit(count, unit, locale)).join(' ')
}

/** How long ago, in its largest unit: `8 min. ago`. */
export function ago(iso: string, nowMs: number, locale: string): string {
  const seconds = Math.min(0, Math.round((Date.parse(iso) - nowMs) / 1000))
  const [unit, length] = UNITS.find(([, length]) => -seconds >= length) ?? ['second', 1]
  return relative(locale).format(Math.trunc(seconds / length), unit)
}

const relative = keptFormats(
  (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' }),
)

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** An instant for people: today only the time, else with the day. */
export function instant(iso: string, nowMs: number, locale: string): string {
  const date = new Date(iso)
  const isToday = date.toDateString() === new Date(nowMs).toDateString()
  return (isToday ? clock(locale) : dayAndClock(locale)).format(date)
}

export function clockTime(iso: string | number, locale: string): string {
  return clock(locale).format(new Date(iso))
}

const CLOCK = { hour: '2-digit', minute: '2-digit' } as const

const clock = keptFormats((locale) => new Intl.DateTimeFormat(locale, CLOCK))

const dayAndClock = keptFormats(
  (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...CLOCK }),
)

function withUnit(count: number, unit: string, locale: string): string {
  return withUnits(locale, unit).format(count)
}

const withUnits = keptFormats(
  (locale, unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }),
)
