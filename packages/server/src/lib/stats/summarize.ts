import type { ResultStats, TranslationStats } from 'video-translation-client'
import { DAY_MS, dayOf } from '../store/owner-store.ts'
import type { FinishedTarget } from '../store/store.ts'

type Summary = Pick<TranslationStats, 'since' | 'days' | 'total' | 'byDay' | 'byEngine' | 'byLanguage'>

/**
 * Sums up the targets that ended in the days before `now`.
 * @param now epoch milliseconds
 */
export function summarizeResults(targets: readonly FinishedTarget[], days: number, now: number): Summary {
  const first = firstDayAt(now, days)
  const dates = Array.from({ length: days }, (_, day) => dateOf(first + day * DAY_MS))
  const byDate = Map.groupBy(targets, ({ finishedAt }) => dateOf(finishedAt))
  return {
    since: dateOf(first),
    days,
    total: resultsOf(targets),
    byDay: dates.map((date) => ({ date, ...resultsOf(byDate.get(date) ?? []) })),
    byEngine: groups(targets, ({ engine }) => engine).map(([engine, own]) => ({ engine, ...own })),
    byLanguage: groups(targets, ({ language }) => language).map(([language, own]) => ({ language, ...own })),
  }
}

/** The start of the first of so many days, of which that of `now` is the last. */
export function firstDayAt(now: number, days: number): number {
  return (dayOf(now) - days + 1) * DAY_MS
}

function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}

/** The largest group first. */
function groups(
  targets: readonly FinishedTarget[],
  keyOf: (target: FinishedTarget) => string,
): [string, ResultStats][] {
  return [...Map.groupBy(targets, keyOf)]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([key, own]) => [key, resultsOf(own)])
}

function resultsOf(targets: readonly FinishedTarget[]): ResultStats {
  const count = (wanted: FinishedTarget['status']) => targets.filter(({ status }) => status === wanted).length
  const paces = targets.flatMap(paceOf).toSorted((one, other) => one - other)
  return {
    completed: count('completed'),
    error: count('error'),
    canceled: count('canceled'),
    minutes: minutesOf(targets),
    ...(paces.length > 0 && {
      secondsPerMinute: { median: quantile(paces, 0.5), slowest: quantile(paces, 0.9) },
    }),
  }
}

function minutesOf(targets: readonly FinishedTarget[]): number {
  const completed = targets.filter(({ status }) => status === 'completed')
  const seconds = completed.reduce((sum, { sourceSeconds = 0 }) => sum + sourceSeconds, 0)
  return Math.round(seconds / 6) / 10
}

/** Seconds of work for a minute of the source; none for a target that tells nothing. */
export function paceOf({ status, workSeconds, sourceSeconds }: FinishedTarget): number[] {
  if (status !== 'completed' || workSeconds === undefined || !sourceSeconds) return []
  return [(workSeconds * 60) / sourceSeconds]
}

/** @param sorted not empty, the least first */
export function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return Math.round(value * 100) / 100
}
