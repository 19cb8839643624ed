import { expect, it } from 'vitest'
import { excessOf } from './measure-json.ts'

const LIMITS = { marks: 10, depth: 3 }

it.each([
  ['{"a":[1,2,{"b":3}]}', undefined],
  ['[[[1]]]', undefined],
  ['[[[[1]]]]', 'deep'],
  ['{"a":{"b":{"c":{}}}}', 'deep'],
  ['[1,2,3,4,5,6,7,8,9,10]', undefined],
  ['[1,2,3,4,5,6,7,8,9,10,11]', 'wide'],
  ['[{},{},{},{},{},{}]', 'wide'],
  ['{"a":1,"a":1,"a":1,"a":1,"a":1,"a":1,"a":1,"a":1,"a":1,"a":1,"a":1}', 'wide'],
  ['["[[[[[[[,,,,,,,,,,,,,"]', undefined],
  [String.raw`["\"[[[[[[,,,,,,,,,,,,\\",1]`, undefined],
  [String.raw`["\\",[[[1]]]]`, 'deep'],
  ['"never ends [[[[[', undefined],
  ['', undefined],
])('%s: %s', (text, excess) => {
  expect(excessOf(Buffer.from(text), LIMITS)).toBe(excess)
})
