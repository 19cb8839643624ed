import { expect, test } from 'vitest'
import { shownSpans } from './shown-spans.ts'

test('a short cue comes early, but not before the last sound of the cue that left early', () => {
  const words = [
    { text: ' Long.', start: 0, end: 7.15 },
    { text: ' No.', start: 7.2, end: 7.6 },
  ]
  const cues = [
    { first: 0, next: 1 },
    { first: 1, next: 2 },
  ]
  expect(shownSpans(words, cues)).toEqual([
    { start: 0, end: 7 },
    { start: 7.15, end: 7.6 },
  ])
})
