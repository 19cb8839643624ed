import { expect, test } from 'vitest'
import type { TranslationEvent } from 'video-translation-client'
import { lanesOf, spanOf } from './lanes.ts'

const at = (second: number) => new Date(second * 1000).toISOString()
const event = (second: number, type: string, more: Partial<TranslationEvent> = {}): TranslationEvent => ({
  version: 1,
  at: at(second),
  type,
  ...more,
})

const EVENTS = [
  event(0, 'created'),
  event(2, 'started'),
  event(2, 'stage', { stage: 'prepare' }),
  event(5, 'stage', { stage: 'transcribe' }),
  event(9, 'prepared'),
  event(10, 'started', { language: 'es' }),
  event(10, 'stage', { language: 'es', stage: 'translate' }),
  event(12, 'retrying', { language: 'es' }),
  event(15, 'started', { language: 'es' }),
  event(15, 'stage', { language: 'es', stage: 'translate' }),
]

test('waits and work are told apart, and each try is its own bar', () => {
  const [source, es] = lanesOf(EVENTS, ['es'])
  const text = (lane = source) =>
    lane?.bars.map(({ what, fromMs, toMs, hasFailed }) => [
      what,
      fromMs / 1000,
      toMs && toMs / 1000,
      hasFailed,
    ])
  expect(text()).toEqual([
    ['waiting', 0, 2, false],
    ['prepare', 2, 5, false],
    ['transcribe', 5, 9, false],
  ])
  expect(text(es)).toEqual([
    ['waiting', 9, 10, false],
    ['translate', 10, 12, true],
    ['waiting', 12, 15, false],
    ['translate', 15, undefined, false],
  ])
})

test('the span reaches to now while something goes on', () => {
  expect(spanOf(lanesOf(EVENTS, ['es']), 20_000)).toEqual({ fromMs: 0, toMs: 20_000 })
})

test('the end of the whole translation ends no lane of the source twice', () => {
  const [source] = lanesOf([...EVENTS, event(30, 'completed')], ['es'])
  expect(source?.bars.at(-1)?.toMs).toBe(9_000)
})
