import { describe, expect, it } from 'vitest'
import type { Job, JobTask } from './job.ts'
import {
  advanceTask,
  cancelJob,
  claimTask,
  completeTask,
  failTask,
  handOnTask,
  releaseTask,
  settleCanceled,
} from './transitions.ts'

const NOW = { wall: 1_000, steady: 2_000 }
const claim = { worker: 'w', leaseMs: 100, now: NOW }

function task(id: string, changes: Partial<JobTask> = {}): JobTask {
  const kind = id === 'source' ? 'source' : 'target'
  const language = kind === 'target' ? id : undefined
  return {
    id,
    kind,
    language,
    needs: '',
    status: 'pending',
    revision: 1,
    isStale: false,
    attempt: 0,
    tries: 0,
    artifacts: [],
    warnings: [],
    ...changes,
  }
}

function job(source: Partial<JobTask>, ...targets: JobTask[]): Job {
  return {
    id: 'tr_1',
    owner: '',
    priority: 0,
    version: 1,
    revision: 1,
    status: 'pending',
    engine: 'e',
    source: { url: 'https://host/a.mp4' },
    options: {},
    cancelRequested: false,
    maxAttempts: 2,
    sourceTask: task('source', source),
    targetTasks: targets,
    createdAt: 1,
    updatedAt: 1,
  }
}

const done: Partial<JobTask> = { status: 'completed', startedAt: 1, finishedAt: 2 }
const held: Partial<JobTask> = {
  status: 'running',
  worker: 'w',
  attempt: 1,
  tries: 1,
  dueAt: 2_100,
  startedAt: 1,
}

describe('claiming', () => {
  it('starts the translation with its first task', () => {
    const before = job({ dueAt: 0 }, task('es'))
    const { job: after, events } = claimTask(before, before.sourceTask, claim)
    expect(after).toMatchObject({ version: 2, status: 'running', startedAt: NOW.wall, updatedAt: NOW.wall })
    expect(after.sourceTask).toMatchObject({
      status: 'running',
      attempt: 1,
      tries: 1,
      worker: 'w',
      dueAt: 2_100,
    })
    expect(events).toEqual([{ type: 'started' }])
  })

  it('does not change its input', () => {
    const before = job({ dueAt: 0 }, task('es'))
    const copy = structuredClone(before)
    claimTask(before, before.sourceTask, claim)
    expect(before).toEqual(copy)
  })

  it('reports the number of a further attempt', () => {
    const before = job(done, task('es', { attempt: 1, tries: 1, dueAt: 0 }))
    const { events } = claimTask(before, before.targetTasks[0]!, claim)
    expect(events).toEqual([{ type: 'started', language: 'es', message: 'Attempt 2.' }])
  })
})

describe('an unfinished target', () => {
  it('is opened only once when the source completes and another target ends', () => {
    const before = job(done, task('es', held), task('fr', { dueAt: 5_000, attempt: 1 }))
    const { job: after } = completeTask(before, before.targetTasks[0]!, {}, NOW)
    expect(after.targetTasks[1]?.dueAt).toBe(5_000)
    expect(after.status).toBe('running')
  })

  it('that waits for a person is canceled at once', () => {
    const before = job(done, task('es', { status: 'needs_input', startedAt: 1 }))
    expect(cancelJob(before, NOW).job.status).toBe('canceled')
  })
})

describe('a canceled source', () => {
  it('cancels its targets', () => {
    const before = { ...job(held, task('es')), cancelRequested: true }
    const { job: after, events } = settleCanceled(before, before.sourceTask, NOW)
    expect(after.targetTasks[0]).toMatchObject({ status: 'canceled', error: undefined })
    expect(after.status).toBe('canceled')
    expect(events.map(({ type }) => type)).toEqual(['canceled'])
  })

  it('that completes in the same moment does not open the targets again', () => {
    const before = job(held, task('es'))
    const asked = cancelJob(before, NOW).job
    expect(asked.status).toBe('running')
    expect(completeTask(asked, asked.sourceTask, { output: 1 }, NOW).job.status).toBe('canceled')
  })
})

describe('progress', () => {
  it('that is not a number is ignored', () => {
    const before = job(done, task('es', { ...held, progress: 0.3 }))
    const { job: after } = advanceTask(before, before.targetTasks[0]!, { progress: Number.NaN }, NOW)
    expect(after.targetTasks[0]?.progress).toBe(0.3)
  })

  it('keeps a stage and an estimate that are not reported again', () => {
    const before = job(done, task('es', { ...held, stage: 'render', expectedSeconds: 4 }))
    const { job: after, events } = advanceTask(before, before.targetTasks[0]!, { progress: 0.5 }, NOW)
    expect(after.targetTasks[0]).toMatchObject({ stage: 'render', expectedSeconds: 4, progress: 0.5 })
    expect(events).toEqual([])
  })
})

describe('a task that ended', () => {
  it('has no stage, no estimate and no lease', () => {
    const busy = task('es', { ...held, stage: 'render', expectedSeconds: 4 })
    const before = job(done, busy)
    const ends = [
      completeTask(before, busy, {}, NOW),
      failTask(before, busy, { code: 'x', message: 'x' }, undefined, NOW),
      settleCanceled(before, busy, NOW),
    ]
    for (const { job: after } of ends) {
      expect(after.targetTasks[0]).toMatchObject({ finishedAt: NOW.wall, startedAt: 1 })
      const { stage, expectedSeconds, dueAt, worker } = after.targetTasks[0]!
      expect([stage, expectedSeconds, dueAt, worker]).toEqual([undefined, undefined, undefined, undefined])
    }
  })
})

describe('releasing', () => {
  it('does not count the try but keeps the attempt number', () => {
    const before = job(held, task('es'))
    const { job: after, events } = releaseTask(before, before.sourceTask, NOW)
    expect(after.sourceTask).toMatchObject({ status: 'pending', attempt: 1, tries: 0, dueAt: NOW.steady })
    expect(after.status).toBe('running')
    expect(events).toEqual([{ type: 'released' }])
  })
})

describe('a task that is handed on', () => {
  it('waits longer and longer once that has happened often', () => {
    const dueInMs = (attempt: number, checkpointAttempt?: number) => {
      const running = job({ ...held, attempt, ...(checkpointAttempt && { checkpointAttempt }) })
      const { sourceTask } = handOnTask(running, running.sourceTask, 'render', NOW).job
      return (sourceTask.dueAt ?? 0) - NOW.steady
    }
    expect([1, 9, 10, 11, 12].map((attempt) => dueInMs(attempt))).toEqual([0, 0, 100, 200, 400])
    expect(dueInMs(1_000)).toBe(30_000)
    // One of many revisions, whose steps were done, has waited for nobody.
    expect([dueInMs(1_000, 1_000), dueInMs(1_012, 1_000)]).toEqual([0, 400])
  })
})
