import { expect, test } from 'vitest'
import type { Cue } from 'video-translation-client'
import { heightsOf } from './heights.ts'

test('heights are measured anew only for a changed line, and stay the same list while none changes', () => {
  const line = (text: string): Cue => ({ id: text, start: 0, end: 1, text, targets: {} })
  const cues = new Map(['a', 'b'].map((id) => [id, line(id)]))
  let measured = 0
  const session = { language: 'es', get: (id: string) => cues.get(id), listen: () => () => {} }
  const heightOf = ({ text }: Cue) => {
    measured++
    return text.length > 5 ? 40 : 20
  }
  const { heights } = heightsOf(session, ['a', 'b'], heightOf)
  const first = heights()
  cues.set('a', line('a b'))
  expect([heights(), measured]).toEqual([[20, 20], 3])
  expect(heights()).toBe(first)
  cues.set('a', line('a b c d'))
  expect([heights(), measured]).toEqual([[40, 20], 4])
})
