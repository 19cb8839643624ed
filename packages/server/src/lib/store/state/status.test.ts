import { describe, expect, it } from 'vitest'
import { statusOf, summarize } from './status.ts'
import type { TaskRecord } from '../records.ts'

function task(changes: Partial<TaskRecord>): TaskRecord {
  const fresh = { revision: 1, isStale: false, attempt: 0, artifacts: [], warnings: [] }
  return { id: 't', kind: 'target', status: 'pending', ...fresh, ...changes }
}

function tasks(source: Partial<TaskRecord>, ...targets: Partial<TaskRecord>[]) {
  return { sourceTask: task({ kind: 'source', ...source }), targetTasks: targets.map(task) }
}

const done = { status: 'completed', startedAt: 1, finishedAt: 2 } as const
const running = { status: 'running', startedAt: 1 } as const
const waiting = { status: 'pending' } as const
const canceled = { status: 'canceled' } as const
const failed = (language: string, code = 'boom') =>
  ({ status: 'error', language, error: { code, message: `${language} broke.` } }) as const

describe('the status of a translation', () => {
  it.each([
    ['nothing has begun', tasks(waiting, waiting), 'pending'],
    ['the source is prepared', tasks(running, waiting), 'running'],
    ['the targets wait for a worker', tasks(done, waiting, waiting), 'running'],
    ['a target is at work', tasks(done, done, running), 'running'],
    ['a begun task waits for its retry', tasks({ status: 'pending', startedAt: 1 }, waiting), 'running'],
    ['a person is asked', tasks(done, { status: 'needs_input', startedAt: 1 }, done), 'needs_input'],
    ['a person is asked and another works', tasks(done, { status: 'needs_input' }, running), 'running'],
    ['a person is asked and another waits', tasks(done, { status: 'needs_input' }, waiting), 'running'],
    ['all targets are there', tasks(done, done, done), 'completed'],
    ['one is there and one failed', tasks(done, done, failed('fr')), 'partial'],
    ['one is there and one was canceled', tasks(done, done, canceled), 'partial'],
    ['all failed', tasks(done, failed('es'), failed('fr')), 'error'],
    ['all were canceled', tasks(canceled, canceled), 'canceled'],
    ['one failed before the rest was canceled', tasks(done, failed('es'), canceled), 'canceled'],
    ['the targets are canceled but the source is still at work', tasks(running, canceled), 'running'],
  ])('when %s', (_, given, status) => {
    expect(statusOf(given)).toBe(status)
  })
})

describe('the progress of a translation', () => {
  it('is unknown until a task reports it', () => {
    expect(summarize(tasks(running, waiting)).progress).toBeUndefined()
  })

  it('counts a fifth for the source and shares the rest among the targets', () => {
    expect(summarize(tasks({ ...running, progress: 0.5 }, waiting)).progress).toBeCloseTo(0.1)
    const half = { ...running, progress: 0.5 }
    expect(summarize(tasks(done, half, waiting)).progress).toBeCloseTo(0.2 + 0.8 / 4)
    expect(summarize(tasks(done, half, failed('fr'))).progress).toBeCloseTo(0.2 + 0.8 * 0.75)
  })

  it('is 1 with a result and unknown without one', () => {
    expect(summarize(tasks(done, done)).progress).toBe(1)
    expect(summarize(tasks(done, done, failed('fr'))).progress).toBe(1)
    expect(summarize(tasks(done, failed('fr'))).progress).toBeUndefined()
    expect(summarize(tasks(canceled, canceled)).progress).toBeUndefined()
  })
})

describe('the stage of a translation', () => {
  it('is that of the running task that is furthest behind', () => {
    const at = (stage: 'render' | 'translate') => ({ ...running, stage })
    expect(summarize(tasks(done, at('render'), at('translate'))).stage).toBe('translate')
    expect(summarize(tasks(done, done)).stage).toBeUndefined()
  })
})

describe('the seconds expected for a translation', () => {
  it('are those of the slowest target after the source', () => {
    const left = (expectedSeconds: number) => ({ ...running, expectedSeconds })
    expect(summarize(tasks(left(5), left(20), left(10))).expectedSeconds).toBe(25)
    expect(summarize(tasks(done, left(20), done)).expectedSeconds).toBe(20)
  })

  it('are unknown until every task has an estimate, and after the end', () => {
    expect(
      summarize(tasks(done, { ...running, expectedSeconds: 3 }, waiting)).expectedSeconds,
    ).toBeUndefined()
    expect(summarize(tasks(waiting, waiting)).expectedSeconds).toBeUndefined()
    expect(summarize(tasks(done, done)).expectedSeconds).toBeUndefined()
  })
})

describe('the error of a translation', () => {
  it('is that of its only failed target', () => {
    expect(summarize(tasks(done, done, failed('fr'))).error).toEqual({ code: 'boom', message: 'fr broke.' })
  })

  it('names each failed target, under their common code if there is one', () => {
    expect(summarize(tasks(done, failed('es'), failed('fr'))).error).toEqual({
      code: 'boom',
      message: 'es: es broke. fr: fr broke.',
    })
    expect(summarize(tasks(done, failed('es'), failed('fr', 'bang'))).error?.code).toBe('targets_failed')
  })

  it('is that of the source when it could not be prepared', () => {
    const error = { code: 'unsupported_media', message: 'No video.' }
    expect(summarize(tasks({ status: 'error', error }, failed('es'))).error).toEqual(error)
  })

  it('says that it was canceled, and is absent while it runs or when it completes', () => {
    expect(summarize(tasks(canceled, canceled)).error?.code).toBe('canceled')
    expect(summarize(tasks(done, failed('es'), running)).error).toBeUndefined()
    expect(summarize(tasks(done, done)).error).toBeUndefined()
  })
})
