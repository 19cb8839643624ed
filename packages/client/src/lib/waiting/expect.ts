import type { Http } from '../http/http.ts'
import { isFinal, type Translation } from '../translation.ts'
import type { Ended, Sight } from './expected/clocks.ts'
import { expectedSchedule } from './expected/expected.ts'
import type { Followed } from './followed.ts'
import type { Schedule } from './schedules.ts'

/** The `expected` schedule of one client, which learns from what it waited for. */
export interface Expect {
  readonly schedule: Schedule
  /** A new state was heard of; `unseenMs` after the last sign before. */
  learn(it: Followed, unseenMs: number): void
}

/** Running translations to learn from, at most. */
const SAMPLE = 500

export function createExpect({ clock }: Http, followed: ReadonlyMap<string, Followed>): Expect {
  const model = expectedSchedule({ running })
  return {
    schedule({ ageMs, siblings, translation }) {
      const { delaySeconds, slackSeconds, clock, learnedFrom } = model.next(
        sightOf(translation, ageMs),
        siblings,
      )
      // So that what was created together is not asked for together, at any poll: all have the same ages in view.
      const drawnSeconds = delaySeconds + (2 * Math.random() - 1) * Math.min(slackSeconds, delaySeconds / 4)
      return {
        delayMs: drawnSeconds * 1000,
        why: `expected since ${clock}, learned from ${learnedFrom}`,
        drawn: true,
      }
    },
    learn(it, unseenMs) {
      const { latest } = it
      if (!latest) return
      const { expectedSeconds } = latest
      if (expectedSeconds) it.estimate ??= { atSeconds: ageSeconds(latest), expectedSeconds }
      if (isFinal(latest.status) && latest.status !== 'canceled')
        model.add(kindOf(latest), endedOf(it, latest, unseenMs))
    },
  }

  function* runningOf(kind: string): Generator<{ ageSeconds: number; mediaSeconds: number | undefined }> {
    const step = Math.ceil(followed.size / SAMPLE)
    let at = 0
    for (const { latest } of followed.values()) {
      // Of very many some tell enough, and to look at all would take longer than to ask.
      if (at++ % step > 0 || !latest) continue
      if (!isFinal(latest.status) && kindOf(latest) === kind)
        yield { ageSeconds: ageSeconds(latest), mediaSeconds: latest.source.durationSeconds }
    }
  }

  function running(kind: string): { ageSeconds: number; mediaSeconds: number | undefined }[] {
    return [...runningOf(kind)]
  }

  function ageSeconds({ createdAt }: Translation): number {
    return Math.max(1, seconds(createdAt, clock.now()) || 1)
  }

  function endedOf({ estimate }: Followed, latest: Translation, unseenMs: number): Ended {
    const { createdAt, startedAt, finishedAt, status, source } = latest
    return {
      // Both are of the server's clock; else it is when it was noticed.
      seconds: finishedAt ? seconds(createdAt, Date.parse(finishedAt)) : ageSeconds(latest),
      ...(!finishedAt && { unseenSeconds: unseenMs / 1000 }),
      outcome: status === 'error' ? 'failed' : 'finished',
      mediaSeconds: source.durationSeconds,
      ...(startedAt && { queuedSeconds: seconds(createdAt, Date.parse(startedAt)) }),
      hint: estimate,
    }
  }
}

/** Translations of one engine into as many languages are expected to take alike. */
function kindOf({ engine, targets }: Translation): string {
  return `${engine} ${targets.length}`
}

function sightOf(translation: Translation, ageMs: number): Sight {
  const { createdAt, startedAt, status, source, expectedSeconds, progress } = translation
  return {
    kind: kindOf(translation),
    ageSeconds: ageMs / 1000,
    mediaSeconds: source.durationSeconds,
    queued: status === 'pending',
    ...(startedAt && {
      workedSeconds: Math.max(0, ageMs / 1000 - seconds(createdAt, Date.parse(startedAt))),
    }),
    expectedSeconds,
    progress,
  }
}

function seconds(since: string, until: number): number {
  return (until - Date.parse(since)) / 1000
}
