import { expect, test } from 'vitest'
import { withoutLoop } from './repetition.ts'

test('a phrase said over and over is said once', () => {
  expect(withoutLoop(`Well, ${'thank you very much. '.repeat(12)}`)).toBe('Well, thank you very much.')
})

test('what follows the loop is kept', () => {
  expect(withoutLoop('no no no no no and then he left')).toBe('no and then he left')
})

test('what people repeat for emphasis stays', () => {
  expect(withoutLoop('Never, never, never give up.')).toBe('Never, never, never give up.')
})
