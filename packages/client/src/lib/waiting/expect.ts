import type { Past } from '../history/content.ts'
import type { History } from '../history/history.ts'
import { now } from '../timers.ts'
import { isFinal, type Translation } from '../translation.ts'
import type { Ended, RunningJob, Sight } from './expected/clocks.ts'
import { expectedSchedule } from './expected/expected.ts'
import type { Followed, Host } from './followed.ts'
import type { Schedule } from './schedules.ts'

/** The `expected` schedule of one client, which learns from what it waited for. */
export interface Expect {
  readonly schedule: Schedule
  /** A new state was heard of; `unseenMs` after the last sign before. */
  learn(it: Followed, unseenMs: number): void
  /** Nobody waits for it any longer. If it still ran when last heard of, it takes longer than that. */
  left(it: Followed): void
}

/** Running translations to learn from, at most. */
const SAMPLE = 500

export function createExpect(
  { http: { clock }, protocol, followed }: Host,
  history?: History,
  past?: Past,
): Expect {
  const model = expectedSchedule({ running, history: past, guess: protocol.guess })
  return {
    schedule({ ageMs, siblings, translation }) {
      const advice = model.next(sightOf(translation, ageMs), siblings)
      const { delaySeconds, slackSeconds, clock, learnedFrom } = advice
      // So that what was created together is not asked for together, at any poll: all have the same ages in view.
      const drawnSeconds = delaySeconds + (2 * Math.random() - 1) * Math.min(slackSeconds, delaySeconds / 4)
      const why = `expected since ${clock}, learned from ${learnedFrom}`
      return { delayMs: drawnSeconds * 1000, why, drawn: true }
    },
    learn(it, unseenMs) {
      const { latest } = it
      if (!latest) return
      const { createdAt, finishedAt, expectedSeconds, status } = latest
      const seconds = ageOf(latest)
      if (expectedSeconds) it.estimate ??= { atSeconds: seconds, expectedSeconds }
      if (!isFinal(status) || status === 'canceled') return
      add(latest, {
        // Both are of the server's clock; else it is when it was noticed.
        ...(finishedAt
          ? { seconds: secondsFrom(createdAt, Date.parse(finishedAt)) }
          : { seconds, unseenSeconds: Math.min(unseenMs / 1000, seconds) }),
        outcome: status === 'error' ? 'failed' : 'finished',
        hint: it.estimate,
      })
    },
    left({ latest, contactMs }) {
      if (latest?.status !== 'pending' && latest?.status !== 'running') return
      const seconds = ageOf(latest) - (now() - contactMs) / 1000
      add(latest, { seconds, outcome: 'abandoned' })
    },
  }

  function add(translation: Translation, end: Ended): void {
    const kind = kindOf(translation)
    const ended = { ...end, ...aboutOf(translation) }
    if (model.add(kind, ended)) history?.note(kind, ended)
  }

  function running(kind: string): RunningJob[] {
    const step = Math.ceil(followed.size / SAMPLE)
    // Of very many some tell enough, and to look at all would take longer than to ask.
    const some = [...followed.values()].filter((_, at) => at % step === 0)
    return some.flatMap(({ latest }) =>
      latest && !isFinal(latest.status) && kindOf(latest) === kind
        ? [{ ageSeconds: ageOf(latest), mediaSeconds: latest.source.durationSeconds }]
        : [],
    )
  }

  function ageOf({ createdAt }: Translation): number {
    return Math.max(1, secondsFrom(createdAt, clock.now()) || 1)
  }
}

/** Translations of one engine into as many languages are expected to take alike. */
function kindOf({ engine, targets }: Translation): string {
  return `${engine} ${targets.length}`
}

function sightOf(translation: Translation, ageMs: number): Sight {
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

/** What of it is remembered, however it ended. */
function aboutOf({ id, createdAt, startedAt, source }: Translation) {
  const queuedSeconds = secondsFrom(createdAt, Date.parse(startedAt ?? ''))
  return { id, mediaSeconds: source.durationSeconds, ...(queuedSeconds >= 0 && { queuedSeconds }) }
}

function secondsFrom(since: string, until: number): number {
  return (until - Date.parse(since)) / 1000
}
