import { expect, test } from 'vitest'
import type { Cue } from 'video-translation-client'
import { refuseOtherLanguage } from './other-language.ts'

const cues = ['One.', 'Two.', 'Three.'].map((text, at): Cue => {
  const target = (own: string) => ({ text: own, approved: false, state: 'current' as const })
  const [es, fr] = [
    ['Uno.', 'Un.'],
    ['Dos.', 'Deux.'],
    ['Tres.', 'Trois.'],
  ][at] as [string, string]
  return { id: `c${at + 1}`, start: at, end: at + 0.9, text, targets: { es: target(es), fr: target(fr) } }
})
const file = (...texts: string[]) => texts.map((text, at) => ({ start: at, end: at + 0.9, text }))
const refused = (lines: ReturnType<typeof file>, to?: string) => () => refuseOtherLanguage(cues, lines, to)

test('a file with the lines of another language is refused, and the right option is named', () => {
  const spanish = file('Uno.', 'Dos, mejor.', 'Tres.')
  expect(refused(spanish)).toThrow('The file has the lines of es, and not what is said in the source.')
  expect(refused(spanish)).toThrow(expect.objectContaining({ fix: expect.stringContaining('Use --to es.') }))
  expect(refused(spanish, 'fr')).toThrow('The file has the lines of es, and not the lines of fr.')
  const english = file('One.', 'Two!', 'Three.')
  expect(refused(english, 'es')).toThrow(
    expect.objectContaining({ fix: expect.stringContaining('Leave out --to.') }),
  )
})

test('a file that corrects few lines, or all of them, is taken', () => {
  expect(refused(file('Uno.', 'Dos, mejor.', 'Tres.'), 'es')).not.toThrow()
  expect(refused(file('Primero.', 'Segundo.', 'Tercero.'), 'es')).not.toThrow()
  expect(refused(file('One.', 'Two!', 'Three.'))).not.toThrow()
})
