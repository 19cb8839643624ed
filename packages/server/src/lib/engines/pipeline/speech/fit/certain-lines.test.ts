import { expect, test } from 'vitest'
import { findCertainLines } from './certain-lines.ts'

const UNKNOWN = undefined
const SILENT = null

/** A line of those that start every ten seconds, by the seconds that the voice takes for it. */
function lineOf(id: number, naturalSeconds: number | null | undefined) {
  return typeof naturalSeconds === 'number'
    ? { id, spoken: 'Hola.', start: id * 10, end: id * 10 + 5, slotEnd: id * 10 + 9.9, naturalSeconds }
    : naturalSeconds
}

function certain(...seconds: (number | null | undefined)[]): number[] {
  const next = findCertainLines(
    [...seconds.entries()].map((entry) => lineOf(...entry)),
    (line) => line.naturalSeconds,
  )
  return [...seconds].flatMap(() => next() ?? [])
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
  const texts = [5, 9, 5, 5, 9.5, 5, 16, 5, 9, 5, 5, 5]
  for (const unknown of texts.keys()) {
    const before = certain(...texts.map((seconds, at) => (at === unknown ? UNKNOWN : seconds)))
    for (const seconds of [1, 9, 12, 20, 60])
      expect(certain(...texts.with(unknown, seconds))).toEqual(expect.arrayContaining(before))
  }
})

test('nothing is spoken where there is nothing to speak, and it parts no neighbours', () => {
  expect(certain(SILENT, 5, SILENT)).toEqual([1])
  expect(certain(5, SILENT, SILENT, SILENT, UNKNOWN)).toEqual([])
})

test('a line that is far too long is no last one while a text is missing', () => {
  expect(certain(5, 5, 5, 16, UNKNOWN)).toEqual([])
})

test('each line is found once, as soon as the texts are there, with a constant effort', () => {
  const lines = Array.from({ length: 1000 }, (): ReturnType<typeof lineOf> => UNKNOWN)
  let estimates = 0
  const next = findCertainLines(lines, ({ naturalSeconds }) => {
    estimates++
    return naturalSeconds
  })
  const found: number[] = []
  for (const at of lines.keys()) {
    lines[at] = lineOf(at, 5)
    for (let each = next(); each !== undefined; each = next()) found.push(each)
  }
  expect(found).toEqual([...lines.keys()])
  expect(estimates).toBeLessThanOrEqual(24 * lines.length)
})
