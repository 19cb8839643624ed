import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Target, Translation } from 'video-translation-client'
import { createProgress } from './create-progress.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubEnv('CI', undefined)
  vi.stubEnv('TERM', 'xterm-256color')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

/** A terminal that keeps what is written to it. */
function terminal(fields: { isTTY?: boolean; columns?: number } = {}) {
  const stream = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns: 80,
    rows: 24,
    written: '',
    write(text: string) {
      stream.written += text
      return true
    },
    ...fields,
  })
  return stream as typeof stream & NodeJS.WriteStream
}

function running(fields: Partial<Translation> = {}, ...targets: Partial<Target>[]): Translation {
  const all =
    targets.length > 0 ? targets : [{ stage: 'synthesize' as const, progress: 0.5, expectedSeconds: 30 }]
  return {
    id: 'tr_1',
    version: 1,
    status: 'running',
    engine: 'simulated',
    source: { name: 'talk.mp4' },
    targets: all.map((target) => ({
      language: 'es',
      status: 'running',
      artifacts: [],
      warnings: [],
      ...target,
    })),
    artifacts: [],
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    ...fields,
  }
}

test('between two updates the remaining time ticks down each second', () => {
  const stream = terminal()
  const progress = createProgress('auto', stream)
  progress.update(running())
  expect(stream.written).toContain('about 30 s left')
  for (let second = 29; second >= 25; second--) {
    stream.written = ''
    vi.advanceTimersByTime(1000)
    expect(stream.written).toContain(`about ${second} s left`)
  }
  progress.done()
  stream.written = ''
  vi.advanceTimersByTime(5000)
  expect(stream.written).toBe('')
  expect(vi.getTimerCount()).toBe(0)
  expect(stream.listenerCount('resize')).toBe(0)
})

test('a translation that has not begun does not tick', () => {
  const stream = terminal()
  createProgress('live', stream).update(running({ status: 'pending', expectedSeconds: 30 }))
  stream.written = ''
  vi.advanceTimersByTime(5000)
  expect(stream.written).toBe('')
})

test('a terminal that becomes narrower is redrawn at once, over the rows that the old lines were broken into', () => {
  const stream = terminal({ columns: 80 })
  createProgress('live', stream).update(running())
  stream.written = ''
  stream.columns = 30
  stream.emit('resize')
  // Heading of 27 cells, and a line of 68 cells that fills three rows: two more rows than were drawn.
  expect(stream.written.startsWith('\u001B[2K\u001B[1A\u001B[2K\u001B[1A\u001B[?2026h')).toBe(true)
  expect(stream.written).toContain('50 %')
})

test('what does not change is not written again', () => {
  const stream = terminal()
  const progress = createProgress('live', stream)
  progress.update(running({}, { progress: 0.5, stage: 'render' }))
  stream.written = ''
  progress.update(running({}, { progress: 0.5, stage: 'render' }))
  expect(stream.written).toBe('')
})

test.each([
  ['in a pipe', { isTTY: false }, {}],
  ['on a dumb terminal', {}, { TERM: 'dumb' }],
  ['in a CI', {}, { CI: 'true' }],
])('%s progress is plain lines', (_where, fields, env) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const stream = terminal(fields)
  createProgress('auto', stream).update(running())
  expect(stream.written).toBe('tr_1 es synthesize 50 %, about 30 s left\n')
})

test('lines come for each stage and each tenth of the work, with percentages', () => {
  const stream = terminal()
  const progress = createProgress('lines', stream)
  for (const percent of [0, 1, 9, 10, 11, 19, 20, 55]) progress.step('uploading talk.mp4', percent / 100)
  progress.update(running({ status: 'pending' }, { status: 'pending' }))
  for (const percent of [0, 4, 10, 12])
    progress.update(running({}, { stage: 'translate', progress: percent / 100 }))
  progress.update(running({}, { stage: 'synthesize', progress: 0.13 }))
  progress.update(running({ status: 'completed' }, { status: 'completed', progress: 1 }))
  expect(stream.written.trim().split('\n')).toEqual([
    'uploading talk.mp4 0 %',
    'uploading talk.mp4 10 %',
    'uploading talk.mp4 20 %',
    'uploading talk.mp4 55 %',
    'tr_1 pending',
    'tr_1 es translate 0 %',
    'tr_1 es translate 10 %',
    'tr_1 es synthesize 13 %',
    'tr_1 es completed',
    'tr_1 completed',
  ])
})
