import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultModelMemoryBytes } from './default-budget.ts'
import { createModelMemory } from './model-memory.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A memory for 10 bytes. `left` lists the models that had to leave. */
function setUp() {
  const left: string[] = []
  const tooLarge: string[] = []
  const memory = createModelMemory({
    budgetBytes: 10,
    onTooLarge: ({ name, expectedBytes }) => tooLarge.push(`${name} ${expectedBytes}`),
  })
  const load = (name: string, expectedBytes: number) =>
    memory.load({ name, expectedBytes, leave: () => left.push(name) })
  /** Loads a model for one request. */
  const use = (name: string, expectedBytes: number, bytes = expectedBytes) => {
    const place = load(name, expectedBytes)
    place.begin()
    place.end(bytes)
    return place
  }
  return { memory, load, use, left, tooLarge }
}

test('models stay until the room is needed, and the least recently used one leaves', () => {
  const { use, left } = setUp()
  const ears = use('ears', 4)
  use('text', 4)
  ears.begin()
  ears.end(4)
  use('voice', 5)
  expect(left).toEqual(['text'])
})

test('a model in use stays, also if the budget is exceeded', () => {
  const { load, use, left } = setUp()
  const ears = load('ears', 6)
  ears.begin()
  ears.begin()
  ears.end(6)
  use('voice', 6)
  expect(left).toEqual([])
  ears.end(6)
  expect(left).toEqual(['voice'])
})

test('what a model was measured to take counts, also when it is loaded again', () => {
  const { memory, use, left } = setUp()
  use('ears', 2).forget()
  use('voice', 3, 9)
  expect(left).toEqual([])
  expect(memory.hasRoom({ name: 'ears', expectedBytes: 2 })).toBe(false)
  use('ears', 2)
  expect(left).toEqual(['voice'])
  expect(memory.hasRoom({ name: 'voice', expectedBytes: 3 })).toBe(false)
  expect(memory.hasRoom({ name: 'text', expectedBytes: 8 })).toBe(true)
})

test('one that grows makes others leave, and never itself', () => {
  const { use, left } = setUp()
  use('ears', 4)
  use('voice', 4, 12)
  expect(left).toEqual(['ears'])
})

test('one that nobody uses leaves after five minutes, and one in use does not', () => {
  const { load, use, left } = setUp()
  use('ears', 4)
  load('voice', 4).begin()
  vi.advanceTimersByTime(299_000)
  expect(left).toEqual([])
  vi.advanceTimersByTime(1_000)
  expect(left).toEqual(['ears'])
  vi.advanceTimersByTime(3_600_000)
  expect(left).toEqual(['ears'])
})

test('one that is too large for the budget is loaded alone, told once, and leaves soon after its use', () => {
  const { use, left, tooLarge } = setUp()
  use('ears', 4)
  const whisper = use('whisper', 40, 42)
  expect([left, tooLarge]).toEqual([['ears'], ['whisper 40']])
  vi.advanceTimersByTime(9_000)
  whisper.begin()
  whisper.end(42)
  vi.advanceTimersByTime(9_000)
  expect(left).toEqual(['ears'])
  vi.advanceTimersByTime(1_000)
  expect(left).toEqual(['ears', 'whisper'])
  use('whisper', 40)
  expect(tooLarge).toHaveLength(1)
})

test('one whose process has ended takes no room', () => {
  const { memory, load, left } = setUp()
  load('ears', 10).forget()
  expect(memory.hasRoom({ name: 'voice', expectedBytes: 10 })).toBe(true)
  vi.runAllTimers()
  expect(left).toEqual([])
})

test('the default budget is a quarter of the memory, and English fits into 2 GB', () => {
  expect(defaultModelMemoryBytes(4e9)).toBe(1e9)
  expect(defaultModelMemoryBytes(64e9)).toBe(1.6e9)
  expect(defaultModelMemoryBytes()).toBeGreaterThan(0)
})
