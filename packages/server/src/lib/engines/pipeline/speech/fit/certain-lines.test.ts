import { expect, test } from 'vitest'
import { certainLines } from './certain-lines.ts'

const UNKNOWN = undefined
const SILENT = null

/** Lines that start every ten seconds, by the seconds that the voice takes for each. */
function certain(...seconds: (number | null | undefined)[]): number[] {
  const lines = [...seconds.entries()].map(([id, naturalSeconds]) => {
    return typeof naturalSeconds === 'number'
      ? { id, spoken: 'Hola.', start: id * 10, end: id * 10 + 5, slotEnd: id * 10 + 9.9, naturalSeconds }
      : naturalSeconds
  })
  return certainLines(lines, (line) => line.naturalSeconds)
}

test('a line with room is certain once all before it and the next three are known', () => {
  expect(certain(5, 5, 5, 5, 5, 5)).toEqual([0, 1, 2, 3, 4, 5])
  expect(certain(5, 5, 5, 5, 5, UNKNOWN)).toEqual([0, 1])
  expect(certain(5, UNKNOWN, 5, 5, 5, 5, 5, 5)).toEqual([])
  expect(certain(5, 5, 5, UNKNOWN)).toEqual([])
})

test('a line that has to hurry is not, and neither are those that hurry with it', () => {
  expect(certain(5, 5, 5, 5, 14, 5, 5, 5)).toEqual([0, 1, 7])
})

test('no unknown text makes a certain line faster', () => {
  const texts = [5, 9, 5, 5, 9.5, 5, 5, 5, 9]
  for (const unknown of texts.keys()) {
    const before = certain(...texts.map((seconds, at) => (at === unknown ? UNKNOWN : seconds)))
    for (const seconds of [1, 9, 12, 20, 60])
      expect(certain(...texts.with(unknown, seconds))).toEqual(expect.arrayContaining(before))
  }
})

test('nothing is spoken where there is nothing to speak', () => {
  expect(certain(SILENT, 5, SILENT)).toEqual([1])
})
