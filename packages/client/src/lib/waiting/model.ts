import type { History } from '../history/history.ts'
import { isFinal, type Translation } from '../translation.ts'
import type { PastJob } from '../history/past-job.ts'
import { expectedSchedule } from './expected/expected.ts'
import type { JobSnapshot, RunningJob } from './expected/time-origins.ts'
import type { Connection } from '../connection.ts'
import { beganAt } from './began-at.ts'
import { now } from '../timers.ts'
import type { TrackedTranslation } from './state/tracked-translation.ts'
import type { Schedule } from './options/schedules.ts'

/** Connects the `expected` schedule with the translations that the client waited for. */
export interface ScheduleModel {
  readonly schedule: Schedule
  /**
   * Learns from a translation that nothing waits for any longer. If it still ran at the last
   * answer, its duration is longer than its age at that time.
   */
  learn(tracked: TrackedTranslation): void
}

/** The limit of running translations to learn from. */
const SAMPLE_LIMIT = 500

/** Creates the model with the past jobs of the history. */
export async function createModel(
  { http, protocol }: Connection,
  tracked: ReadonlyMap<string, TrackedTranslation>,
  history?: History,
): Promise<ScheduleModel> {
  const past = await history?.load(http.log)
  const running = (kind: string): RunningJob[] => sampleRunning(tracked, kind, http.clock.now())
  const model = expectedSchedule({ running, history: past, prior: protocol.prior })
  return {
    schedule({ ageMs, siblings, translation }) {
      const advice = model.next(snapshotOf(translation, ageMs), siblings)
      const { delaySeconds, slackSeconds, origin, learnedFrom } = advice
      // Translations that were created together have equal ages, and must not be polled together.
      const jitteredSeconds =
        delaySeconds + (2 * Math.random() - 1) * Math.min(slackSeconds, delaySeconds / 4)
      const why = `expected since ${origin}, learned from ${learnedFrom}`
      return { delayMs: jitteredSeconds * 1000, why, jittered: true }
    },
    learn(job) {
      const { latest } = job
      // The time of the last answer, on the server's clock.
      const heardMs = http.clock.now() - (now() - job.lastAnswerMs)
      const end = latest && endOf(job, latest, heardMs)
      if (!latest || !end) return
      const kind = kindOf(latest)
      const ended = { ...end, ...aboutOf(latest) }
      if (model.add(kind, ended)) history?.note(kind, ended)
    },
  }
}

/** A sample of the running translations of a kind. Reading all of very many would take too long. */
function sampleRunning(
  tracked: ReadonlyMap<string, TrackedTranslation>,
  kind: string,
  serverNowMs: number,
): RunningJob[] {
  const step = Math.ceil(tracked.size / SAMPLE_LIMIT)
  const sample = [...tracked.values()].filter((_, at) => at % step === 0)
  return sample.flatMap(({ latest }) =>
    latest && !isFinal(latest.status) && kindOf(latest) === kind
      ? [{ ageSeconds: ageOf(latest, serverNowMs), mediaSeconds: latest.source.durationSeconds }]
      : [],
  )
}

/**
 * The duration of a job, or its age so far. Undefined if it was canceled or waits for a person,
 * which says nothing about other jobs.
 */
function endOf(
  { estimate, unseenMs }: TrackedTranslation,
  latest: Translation,
  heardMs: number,
): PastJob | undefined {
  const { status, finishedAt } = latest
  const seconds = ageOf(latest, heardMs)
  if (status === 'pending' || status === 'running') return { seconds, outcome: 'abandoned' }
  if (status === 'needs_input' || status === 'canceled') return undefined
  return {
    // Both instants are of the server's clock. Without `finishedAt`, the end is when a poll found
    // it.
    ...(finishedAt
      ? { seconds: secondsUntil(Date.parse(finishedAt), latest) }
      : { seconds, unseenSeconds: Math.min(unseenMs / 1000, seconds) }),
    outcome: status === 'error' ? 'failed' : 'finished',
    hint: estimate && {
      atSeconds: ageOf(latest, estimate.atMs),
      expectedSeconds: estimate.expectedSeconds,
    },
  }
}

/**
 * Translations by one engine into the same number of languages are one kind. One that goes on does
 * only a part again, so its durations say nothing about whole ones.
 */
function kindOf({ engine, targets, continuedAt }: Translation): string {
  return `${engine} ${targets.length}${continuedAt ? ' continued' : ''}`
}

function snapshotOf(translation: Translation, ageMs: number): JobSnapshot {
  const { status, expectedSeconds, progress } = translation
  const { mediaSeconds, queuedSeconds } = aboutOf(translation)
  const ageSeconds = ageMs / 1000
  return {
    kind: kindOf(translation),
    ageSeconds,
    mediaSeconds,
    queued: status === 'pending',
    workedSeconds: queuedSeconds === undefined ? undefined : Math.max(0, ageSeconds - queuedSeconds),
    expectedSeconds,
    progress,
  }
}

/** The facts that a past job keeps about its translation. */
function aboutOf(translation: Translation) {
  const { id, startedAt, source } = translation
  // After a review it is negative: the work had started before.
  const queuedSeconds = secondsUntil(Date.parse(startedAt ?? ''), translation)
  return { id, mediaSeconds: source.durationSeconds, ...(queuedSeconds >= 0 && { queuedSeconds }) }
}

function ageOf(translation: Translation, atMs: number): number {
  return Math.max(1, secondsUntil(atMs, translation) || 1)
}

/** Since its present work began. */
function secondsUntil(atMs: number, translation: Translation): number {
  return (atMs - Date.parse(beganAt(translation))) / 1000
}
