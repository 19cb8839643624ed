import { isFinal, type Translation } from 'video-translation-client'

/** The final statuses, in the order in which they are stacked. */
export const ENDINGS = ['completed', 'partial', 'error', 'canceled'] as const

export type EndStatus = (typeof ENDINGS)[number]

/** What ended on one day. */
export interface Day {
  /** The begin of the day here, in milliseconds since 1970. */
  atMs: number
  ended: Record<EndStatus, number>
  /** Seconds of work for a minute of video. Absent without a length. */
  pace?: Spread
}

/** The middle, and the slowest tenth. */
export interface Spread {
  median: number
  slow: number
}

/** How often something succeeded. */
export interface Rate {
  name: string
  succeeded: number
  all: number
}

/** What the plots show. */
export interface Summary {
  days: Day[]
  ended: number
  succeeded: number
  pace?: Spread
  /** Minutes of video that were translated, once for each language. */
  minutes: number
  languages: Rate[]
  engines: Rate[]
}

const DAY_MS = 86_400_000

/** Sums up what ended in the last days. Canceled ones count neither as success nor as failure. */
export function summarise(translations: readonly Translation[], days: number, nowMs: number): Summary {
  const firstMs = startOfDay(nowMs - (days - 1) * DAY_MS)
  const ended = translations.filter((it) => isFinal(it.status) && endOf(it) >= firstMs)
  const judged = ended.filter(({ status }) => status !== 'canceled')
  const targets = judged.flatMap(({ engine, targets: all }) => all.map((target) => ({ engine, target })))
  const isDone = ({ target }: (typeof targets)[number]) => target.status === 'completed'
  const succeeded = judged.filter(({ status }) => status === 'completed').length
  const lengths = judged.map(({ source, targets: all }) => {
    const done = all.filter(({ status }) => status === 'completed').length
    return ((source.durationSeconds ?? 0) / 60) * done
  })
  return {
    days: Array.from({ length: days }, (_, index) =>
      dayOf(ended, startOfDay(firstMs + (index + 0.5) * DAY_MS)),
    ),
    ended: judged.length,
    succeeded,
    ...spreadOf(judged),
    minutes: lengths.reduce((sum, minutes) => sum + minutes, 0),
    languages: ratesOf(targets, ({ target }) => target.language, isDone),
    engines: ratesOf(targets, ({ engine }) => engine, isDone),
  }
}

function dayOf(ended: readonly Translation[], atMs: number): Day {
  const ofDay = ended.filter((it) => startOfDay(endOf(it)) === atMs)
  const count = (status: EndStatus) => ofDay.filter((it) => it.status === status).length
  const counts = Object.fromEntries(ENDINGS.map((status) => [status, count(status)])) as Record<
    EndStatus,
    number
  >
  return { atMs, ended: counts, ...spreadOf(ofDay) }
}

function spreadOf(translations: readonly Translation[]): { pace?: Spread } {
  const paces = translations.flatMap((it) => paceOf(it) ?? []).sort((one, other) => one - other)
  const at = (share: number) => paces[Math.min(paces.length - 1, Math.floor(paces.length * share))] ?? 0
  return paces.length === 0 ? {} : { pace: { median: at(0.5), slow: at(0.9) } }
}

/** Seconds of work for a minute of video and language. */
function paceOf({ status, startedAt, finishedAt, source, targets }: Translation): number | undefined {
  if (status !== 'completed' || !startedAt || !finishedAt || !source.durationSeconds) return undefined
  const workSeconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
  return workSeconds / ((source.durationSeconds / 60) * Math.max(1, targets.length))
}

function ratesOf<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  isDone: (item: Item) => boolean,
): Rate[] {
  const rates = new Map<string, Rate>()
  for (const item of items) {
    const name = nameOf(item)
    const { succeeded, all } = rates.get(name) ?? { succeeded: 0, all: 0 }
    rates.set(name, { name, succeeded: succeeded + (isDone(item) ? 1 : 0), all: all + 1 })
  }
  return [...rates.values()].sort((one, other) => other.all - one.all)
}

function endOf({ finishedAt, updatedAt }: Translation): number {
  return Date.parse(finishedAt ?? updatedAt)
}

function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0)
}
