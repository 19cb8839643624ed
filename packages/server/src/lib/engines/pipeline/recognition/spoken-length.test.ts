import { expect, test } from 'vitest'
import { hasTimeFor, hasTimeToRepeat, isTooLittle, spokenLength } from './spoken-length.ts'

test('a sign of a syllable or a word counts as several letters, and punctuation as none', () => {
  expect(spokenLength('Well, well!')).toBe(9)
  expect(spokenLength('今日は')).toBe(9)
  expect(spokenLength('24')).toBe(8)
})

test('61 letters have no room in a second, but in three', () => {
  const text = 'I am going to be a part of it, I am going to be a part of it.'
  expect(hasTimeFor(text, 0.9)).toBe(false)
  expect(hasTimeFor(text, 3)).toBe(true)
})

test('a fast speaker is plausible in every script', () => {
  expect(hasTimeFor('a'.repeat(120), 5)).toBe(true)
  expect(hasTimeFor('今天我们一起去公园看花吧', 2)).toBe(true)
})

test('four times "no" has room in a second, a decoder that runs wild has not', () => {
  expect(hasTimeToRepeat('no, no, no, no', 1)).toBe(true)
  expect(hasTimeToRepeat('van de kere '.repeat(110), 28)).toBe(false)
})

test('three words are too little for five seconds of voice', () => {
  expect(isTooLittle('I see.', 5)).toBe(true)
  expect(isTooLittle('I see.', 1)).toBe(false)
  expect(isTooLittle('I see what you mean.', 5)).toBe(false)
})
