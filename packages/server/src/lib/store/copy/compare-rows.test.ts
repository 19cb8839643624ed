import { expect, it } from 'vitest'
import { firstDifference, portable } from './compare-rows.ts'

const TABLE = { name: 'segments', columns: ['upload', 'start', 'bytes'], key: ['upload', 'start'] }
const ROWS = [
  { upload: 'a', start: 0, bytes: 5 },
  { upload: 'a', start: 5, bytes: null },
]

it('copies that are equal have no difference, in any order of rows and columns', () => {
  const copies = [
    { bytes: null, start: 5, upload: 'a' },
    { start: 0, bytes: 5, upload: 'a' },
  ]
  expect(firstDifference(TABLE, ROWS, copies)).toBeUndefined()
})

it.each([
  ['a value', [ROWS[0], { upload: 'a', start: 5, bytes: 1 }]],
  ['a missing row', [ROWS[0]]],
  ['a missing column', [ROWS[0], { upload: 'a', start: 5 }]],
])('%s is found, by the key of the row', (_what, copies) => {
  expect(firstDifference(TABLE, ROWS, copies as typeof ROWS)).toBe('a 5')
})

it('only characters that no text needs are dropped', () => {
  expect(portable({ text: 'é\0✓', half: '\ud800', number: 1.5, none: null })).toEqual({
    text: 'é✓',
    half: '�',
    number: 1.5,
    none: null,
  })
})
