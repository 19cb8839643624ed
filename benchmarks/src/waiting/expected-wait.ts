import type { Delay, ScheduleState, Translation } from 'video-translation-client'
import type { Ended, Sight } from '../../../packages/client/src/lib/waiting/expected/clocks.ts'
import {
  expectedSchedule,
  type ExpectedOptions,
} from '../../../packages/client/src/lib/waiting/expected/expected.ts'
import type { ClientWait } from './client-waits.ts'

/** The client waits by the `expected` schedule, and tells it of every job that ended. */
export function expectedWait(options: ExpectedOptions = {}): ClientWait {
  const expected = expectedSchedule(options)
  return {
    begins: 'created',
    options: { schedule },
    onEnd: (translation) => expected.add(translation.engine, endedOf(translation)),
  }

  function schedule({ ageMs, siblings, translation }: ScheduleState): Delay {
    const { delaySeconds, clock } = expected.next(sightOf(translation, ageMs / 1000), siblings)
    return { delayMs: delaySeconds * 1000, why: clock }
  }
}

function sightOf(translation: Translation, ageSeconds: number): Sight {
  const { engine, source, status, createdAt, startedAt } = translation
  return {
    kind: engine,
    ageSeconds,
    mediaSeconds: source.durationSeconds,
    queued: status === 'pending',
    workedSeconds: startedAt === undefined ? undefined : ageSeconds - secondsBetween(createdAt, startedAt),
  }
}

function endedOf({ createdAt, startedAt, finishedAt = '', status, source }: Translation): Ended {
  return {
    seconds: secondsBetween(createdAt, finishedAt),
    outcome: status === 'completed' ? 'finished' : 'failed',
    mediaSeconds: source.durationSeconds,
    queuedSeconds: startedAt === undefined ? undefined : secondsBetween(createdAt, startedAt),
  }
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000
}
