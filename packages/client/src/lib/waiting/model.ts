import type { History } from '../history/history.ts'
import { isFinal, type Translation } from '../translation.ts'
import type { Ended, RunningJob, Sight } from './expected/clocks.ts'
import { expectedSchedule } from './expected/expected.ts'
import type { Followed, Host } from './followed.ts'
import type { Schedule } from './schedules.ts'

/** What the `expected` schedule knows: it learns from what was waited for. */
export interface Model {
  readonly schedule: Schedule
  /** One that is waited for no longer, and when it was last heard of, on the server's clock. If it still ran, it takes longer than that. */
  learn(it: Followed, heardMs: number): void
}

/** Running translations to learn from, at most. */
const SAMPLE = 500

/** With what its history remembers, where it has one. */
export async function createModel(
  { http: { clock, log }, protocol, followed }: Host,
  history?: History,
): Promise<Model> {
  const past = await history?.load(log)
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
    learn(it, heardMs) {
      const end = it.latest && endOf(it, it.latest, heardMs)
      if (!it.latest || !end) return
      const kind = kindOf(it.latest)
      const ended = { ...end, ...aboutOf(it.latest) }
      if (model.add(kind, ended)) history?.note(kind, ended)
    },
  }

  function running(kind: string): RunningJob[] {
    const step = Math.ceil(followed.size / SAMPLE)
    // Of very many some tell enough, and to look at all would take longer than to ask.
    const some = [...followed.values()].filter((_, at) => at % step === 0)
    return some.flatMap(({ latest }) =>
      latest && !isFinal(latest.status) && kindOf(latest) === kind
        ? [{ ageSeconds: ageOf(latest, clock.now()), mediaSeconds: latest.source.durationSeconds }]
        : [],
    )
  }
}

/** How long it took, or has lasted. Nothing where a person was waited for, or where it was canceled: that says nothing about others. */
function endOf({ estimate, unseenMs }: Followed, latest: Translation, heardMs: number): Ended | undefined {
  const { status, createdAt, finishedAt } = latest
  const seconds = ageOf(latest, heardMs)
  if (status === 'pending' || status === 'running') return { seconds, outcome: 'abandoned' }
  if (status === 'needs_input' || status === 'canceled') return undefined
  return {
    // Both are of the server's clock; else it is when it was noticed.
    ...(finishedAt
      ? { seconds: secondsFrom(createdAt, Date.parse(finishedAt)) }
      : { seconds, unseenSeconds: Math.min(unseenMs / 1000, seconds) }),
    outcome: status === 'error' ? 'failed' : 'finished',
    hint: estimate && {
      atSeconds: ageOf(latest, estimate.atMs),
      expectedSeconds: estimate.expectedSeconds,
    },
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

function ageOf({ createdAt }: Translation, atMs: number): number {
  return Math.max(1, secondsFrom(createdAt, atMs) || 1)
}

function secondsFrom(since: string, until: number): number {
  return (until - Date.parse(since)) / 1000
}
