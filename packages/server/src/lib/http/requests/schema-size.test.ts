import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { MAX_BYTES, sizeOfSchema } from './schema-size.ts'

it('is enough for the largest value that a schema allows, however it is written', () => {
  const schema = Type.Object({
    names: Type.Array(Type.String({ maxLength: 5 }), { maxItems: 3 }),
    kind: Type.Enum(['one', 'other']),
    free: Type.Unknown({ [MAX_BYTES]: 100 }),
  })
  const names = Array.from({ length: 3 }, () => 'ééééé')
  const value = { names, kind: 'other', free: { a: { b: [1, 2] } } }
  const text = JSON.stringify(value, undefined, 4).replaceAll('é', String.raw`\u00e9`)
  const { bytes, depth } = sizeOfSchema(schema)
  expect(bytes).toBeGreaterThan(text.length)
  expect(bytes).toBeLessThan(600)
  expect(depth).toBeGreaterThan(3)
})

it.each([
  ['a text', Type.Object({ a: Type.String() }), '`/a`: give it maxLength'],
  ['a list', Type.Object({ a: Type.Array(Type.Integer()) }), '`/a`: give it maxItems'],
  ['a part of a list', Type.Array(Type.String(), { maxItems: 2 }), '`/0`: give it maxLength'],
  ['anything', Type.Object({ a: Type.Unknown() }), '`/a`: give it x-max-bytes'],
])('finds %s without a bound before anybody can send it', (_, schema, message) => {
  expect(() => sizeOfSchema(schema)).toThrow(message)
})
