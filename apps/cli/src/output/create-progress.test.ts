import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Target } from 'video-translation-client'
import { createProgress } from './create-progress.ts'
import { translation } from './testing/translation.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubEnv('CI', undefined)
  vi.stubEnv('TERM', 'xterm-256color')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

/** A terminal that keeps all output. */
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

const SYNTHESIZING: Partial<Target> = { stage: 'synthesize', progress: 0.5, expectedSeconds: 30 }

test('between two updates the remaining time ticks down each second', () => {
  const stream = terminal()
  const progress = createProgress('auto', stream)
  progress.update(translation([SYNTHESIZING]))
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
  createProgress('live', stream).update(
    translation([SYNTHESIZING], { status: 'pending', expectedSeconds: 30 }),
  )
  stream.written = ''
  vi.advanceTimersByTime(5000)
  expect(stream.written).toBe('')
})

test('a terminal that becomes narrower is redrawn at once over the broken lines', () => {
  const stream = terminal({ columns: 80 })
  createProgress('live', stream).update(translation([SYNTHESIZING]))
  stream.written = ''
  stream.columns = 30
  stream.emit('resize')
  // The line of 68 cells now fills three rows, so two more rows than were drawn.
  expect(stream.written.startsWith('\u001B[2K\u001B[1A\u001B[2K\u001B[1A\u001B[?2026h')).toBe(true)
  expect(stream.written).toContain('50 %')
})

test('an update that changes nothing writes nothing', () => {
  const stream = terminal()
  const progress = createProgress('live', stream)
  progress.update(translation([{ progress: 0.5, stage: 'render' }]))
  stream.written = ''
  progress.update(translation([{ progress: 0.5, stage: 'render' }]))
  expect(stream.written).toBe('')
})

test.each([
  ['in a pipe', { isTTY: false }, {}],
  ['on a dumb terminal', {}, { TERM: 'dumb' }],
  ['in a CI', {}, { CI: 'true' }],
])('%s progress is plain lines', (_where, fields, env) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const stream = terminal(fields)
  createProgress('auto', stream).update(translation([SYNTHESIZING]))
  expect(stream.written).toBe('tr_1 es synthesize 50 %, about 30 s left\n')
})

test('a pipe gets a line for each stage and each tenth of the work', () => {
  const stream = terminal()
  const progress = createProgress('lines', stream)
  for (const percent of [0, 1, 9, 10, 11, 19, 20, 55]) progress.step('uploading talk.mp4', percent / 100)
  progress.update(translation([{ status: 'pending' }], { status: 'pending' }))
  for (const percent of [0, 4, 10, 12])
    progress.update(translation([{ stage: 'translate', progress: percent / 100 }]))
  progress.update(translation([{ stage: 'synthesize', progress: 0.13 }]))
  progress.update(translation([{ status: 'completed', progress: 1 }], { status: 'completed' }))
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
