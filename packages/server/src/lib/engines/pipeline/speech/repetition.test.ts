import { expect, test } from 'vitest'
import { withoutLoop } from './repetition.ts'

test('a phrase that is repeated many times stays once', () => {
  expect(withoutLoop(`Well, ${'thank you very much. '.repeat(12)}`)).toBe('Well, thank you very much.')
})

test('the text after a loop is kept', () => {
  expect(withoutLoop('no no no no no and then he left')).toBe('no and then he left')
})

test('a repetition for emphasis is kept', () => {
  expect(withoutLoop('Never, never, never give up.')).toBe('Never, never, never give up.')
})
