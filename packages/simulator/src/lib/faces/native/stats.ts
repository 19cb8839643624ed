import { type ResultStats, TRANSLATION_STATUSES, type TranslationStats } from 'video-translation-client'
import type { Backend } from '../../backend/backend.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { TargetView } from '../../backend/target-view.ts'
import type { Call } from '../../serving/call.ts'
import { ENGINE_NAME, matches } from './matches.ts'
import { invalid } from './problem.ts'

const DAY_MS = 24 * 3600_000
const MAX_DAYS = 90

/** Answers what has become of the jobs, as `GET /v1/stats` does. It has no webhooks that fail. */
export function readStats({ url }: Call, { jobs, clock }: Backend): Response {
  const query = url.searchParams
  const days = Number(query.get('days') ?? 14)
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS)
    throw invalid('/days', `It must be a number from 1 to ${MAX_DAYS}.`)
  const views = jobs.list().map(jobs.view)
  const matching = views.filter((view) => matches(view, query))
  return Response.json({
    ...summaryOf(matching, { days, nowMs: clock.nowMs(), to: query.get('to') }),
    counts: { all: matching.length, byStatus: countsOf(matching) },
    failingWebhooks: [],
  } satisfies TranslationStats)
}

interface Wanted {
  days: number
  nowMs: number
  to: string | null
}

function summaryOf(views: readonly JobView[], { days, nowMs, to }: Wanted) {
  const firstMs = (Math.floor(nowMs / DAY_MS) - days + 1) * DAY_MS
  const ended = views
    .flatMap(({ targets }) => targets)
    .filter(({ language, endedAtMs = 0 }) => endedAtMs >= firstMs && (to === null || language === to))
  const byLanguage = Map.groupBy(ended, ({ language }) => language)
  return {
    since: dateOf(firstMs),
    days,
    total: resultsOf(ended),
    byDay: Array.from({ length: days }, (_, day) => dateOf(firstMs + day * DAY_MS)).map((date) => ({
      date,
      ...resultsOf(ended.filter(({ endedAtMs = 0 }) => dateOf(endedAtMs) === date)),
    })),
    byEngine: ended.length > 0 ? [{ engine: ENGINE_NAME, ...resultsOf(ended) }] : [],
    byLanguage: [...byLanguage].map(([language, own]) => ({ language, ...resultsOf(own) })),
  }
}

/** Simulated sources have no length, so there are neither minutes nor a pace. */
function resultsOf(targets: readonly TargetView[]): ResultStats {
  const count = (wanted: string) => targets.filter(({ status }) => status === wanted).length
  return { completed: count('completed'), error: count('error'), canceled: count('canceled'), minutes: 0 }
}

function countsOf(views: readonly JobView[]): TranslationStats['counts']['byStatus'] {
  const count = (wanted: string) => views.filter(({ status }) => status === wanted).length
  return Object.fromEntries(
    TRANSLATION_STATUSES.map((status) => [status, count(status)]),
  ) as TranslationStats['counts']['byStatus']
}

function dateOf(instantMs: number): string {
  return new Date(instantMs).toISOString().slice(0, 10)
}
