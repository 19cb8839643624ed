import { expect, test } from 'vitest'
import { chooseLeavers } from './choose-leavers.ts'

/** Models by their names, the least recently used first; `*` marks one in use. */
function models(text: string) {
  return text.split(' ').flatMap((word, lastUse) => {
    const [, name = '', bytes = '', star] = /^(\w+):(\d+)(\*?)$/.exec(word) ?? []
    return name === '' ? [] : [{ name, bytes: Number(bytes), lastUse, isInUse: star === '*' }]
  })
}

test.each([
  ['nothing is loaded', '', 5, ''],
  ['there is room', 'ears:3 voice:4', 3, ''],
  ['the room is exactly enough', 'ears:3 voice:4', 3, ''],
  ['the least recently used one is enough', 'ears:3 voice:4', 5, 'ears'],
  ['several have to leave', 'ears:3 text:2 voice:4', 5, 'ears text'],
  ['one in use stays, whenever it was used', 'ears:3* text:2 voice:4', 2, 'text'],
  ['all are in use', 'ears:3* voice:4*', 9, ''],
  ['it never fits, so it is alone with those in use', 'ears:3* text:2 voice:4', 20, 'text voice'],
  ['a small one is not spared for a large one that was used later', 'tiny:1 voice:9', 1, 'tiny'],
  ['those in memory have grown', 'ears:3 voice:9', 0, 'ears'],
])('%s', (_, loaded, neededBytes, leavers) => {
  const left = chooseLeavers(models(loaded), neededBytes, 10)
  expect(left.map(({ name }) => name).join(' ')).toBe(leavers)
})

test('the order in which models were loaded does not count', () => {
  const [first, second] = models('ears:6 voice:4') as [
    ReturnType<typeof models>[0],
    ReturnType<typeof models>[0],
  ]
  expect(chooseLeavers([second, first], 2, 10)).toEqual([first])
})
