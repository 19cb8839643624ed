import { expect, it } from 'vitest'
import { refuseOptions } from './options.ts'

it('a name that is too long for an index is refused', () => {
  const pointers = (options: Record<string, unknown>) => refuseOptions(options).map(({ pointer }) => pointer)
  expect(pointers({ voices: { es: 'x'.repeat(200) }, translator: 'chat' })).toEqual([])
  expect(pointers({ voices: { es: 'x'.repeat(201) } })).toEqual(['/options/voices/es'])
  expect(pointers({ translator: 'x'.repeat(101) })).toEqual(['/options/translator'])
})
