import { expect, it } from 'vitest'
import { safeName } from './safe-name.ts'

it.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\videos\\talk.mp4', 'talk.mp4'],
  ['a\u0000b\u202e.mp4', 'ab.mp4'],
  ['--help.mp4', '--help.mp4'],
])('%j becomes %j', (name, safe) => {
  expect(safeName(name)).toBe(safe)
})

it('a name of dots only is undefined', () => {
  expect([safeName('..'), safeName(' '), safeName(undefined)]).toEqual([undefined, undefined, undefined])
})

it.each([['a'.repeat(250)], ['語'.repeat(84)], ['👩'.repeat(63)]])(
  'a long name (%s) keeps its extension, and is not cut within a character',
  (stem) => {
    const name = safeName(`${stem}.mp4`) ?? ''
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
    expect(name.endsWith('.mp4')).toBe(true)
    expect(stem.startsWith(name.slice(0, -4))).toBe(true)
    expect(name.isWellFormed()).toBe(true)
  },
)
