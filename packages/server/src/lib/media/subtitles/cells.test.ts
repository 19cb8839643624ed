import { expect, test } from 'vitest'
import { cellsOf } from './cells.ts'

test('letters and signs have their width, alone and beside others', () => {
  expect(cellsOf('¿Qué — “así”?')).toBe(13)
  expect(cellsOf('字幕，한글 a')).toBe(12)
  expect(cellsOf('e\u0301👍🏽')).toBe(3)
  expect(cellsOf('')).toBe(0)
})

/** First and last characters, and the step: those of Chinese and Korean are many of a kind. */
const RANGES = [
  [0x20, 0x530, 1],
  [0x2000, 0x2070, 1],
  [0x3000, 0x3100, 1],
  [0x4e00, 0xd7ff, 97],
  [0xff00, 0xff70, 1],
] as const

function* characters() {
  for (const [first, last, step] of RANGES)
    for (let code = first; code <= last; code += step) yield String.fromCharCode(code, code + 1)
}

test('every character counts the same in a plain text and in one that is not', () => {
  const wrong: string[] = []
  for (const [one = '', next = ''] of characters()) {
    // A line feed parts characters and has no width, but a text with it is not plain.
    for (const text of [one, `a${one}`, one + next, `字${one}`])
      if (cellsOf(text) !== cellsOf(`\n${text}`)) wrong.push(text)
  }
  expect(wrong).toEqual([])
})
