import { expect, test } from 'vitest'
import { findLoops, withoutLoops } from './loops.ts'

function without(text: string): string {
  const words = text.split(' ')
  return withoutLoops(words, findLoops(words)).join(' ')
}

test('a phrase that is repeated many times stays once', () => {
  expect(without(`Well, ${'thank you very much. '.repeat(12).trim()}`)).toBe('Well, thank you very much.')
})

test('the text after a loop is kept, and so is a second loop once', () => {
  expect(without('no no no no no and then he left left left left')).toBe('no and then he left')
})

test('three times in a row is no loop', () => {
  expect(findLoops('Never, never, never give up.'.split(' '))).toEqual([])
})

test.each([['da —'], ['— — — — —'], ['...']])(
  'signs that stand like words at the end are no loop: %s',
  (text) => {
    expect(findLoops(text.split(' '))).toEqual([])
  },
)
