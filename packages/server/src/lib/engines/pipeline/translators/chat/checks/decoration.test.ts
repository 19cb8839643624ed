import { expect, test } from 'vitest'
import { hasForeignMarkup, withoutDecoration } from './decoration.ts'

test.each([
  ['"<b>Hola.</b>"', 'Hola.'],
  ['Translation:\n\n  **Hola**  (nota: saludo)', 'Hola'],
  ['Hola, \t\n amigo', 'Hola, amigo'],
  ['(risas) Hola  (saluda)!', 'Hola!'],
])('%j is %j', (text, plain) => {
  expect(withoutDecoration(text, 'Hello, friend.')).toBe(plain)
})

const LONG = 400_000
test.each([' ', '\n', '\u200B ', '( ', '(note', '<a', '{\\', '* ', '[ ', '{ ', '" '])(
  'a long run of %j takes linear time',
  (piece) => {
    const text = `a${piece.repeat(LONG / piece.length)}b`
    const started = performance.now()
    hasForeignMarkup(withoutDecoration(text, 'Hello.'), 'Hello.')
    // Quadratic time would be minutes.
    expect(performance.now() - started).toBeLessThan(30_000)
  },
)
