import { expect, test } from 'vitest'
import { charactersPerSecond } from './pace.ts'

test.each([
  ['es-MX', 17],
  ['fr', 19.5],
  ['zh-Hant', 4.5],
  ['yue', 4.5],
  ['ko', 7],
  ['sv', 16],
])('a voice says in a second of %s %d characters', (language, characters) => {
  expect(charactersPerSecond(language)).toBe(characters)
})
