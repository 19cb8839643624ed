import { expect, it } from 'vitest'
import { allot } from './allot.ts'

const place = (share: number, room = Infinity, taken = 0) => ({ share, room, taken })

it('gives one task after the other to owners of equal shares', () => {
  expect(allot([place(1), place(1), place(1)], 7)).toEqual([0, 1, 2, 0, 1, 2, 0])
})

it('gives an owner as many tasks in its turn as its share, and goes on in the middle of a turn', () => {
  expect(allot([place(3), place(1)], 8)).toEqual([0, 0, 0, 1, 0, 0, 0, 1])
  expect(allot([place(3, Infinity, 2), place(1)], 6)).toEqual([0, 1, 0, 0, 0, 1])
})

it('gives no owner more than it has room for, and stops when nobody has any', () => {
  expect(allot([place(1, 1), place(2, 3)], 10)).toEqual([0, 1, 1, 1])
  expect(allot([place(1, 0), place(1, -1)], 10)).toEqual([])
  expect(allot([], 10)).toEqual([])
})

it('begins a new turn where a share shrank below what its owner took', () => {
  expect(allot([place(2, Infinity, 3), place(1)], 1)).toEqual([0])
  expect(allot([place(1, Infinity, 5), place(1)], 3)).toEqual([0, 1, 0])
})
