import { expect, test } from 'vitest'
import { pitchesIn } from './pitches.ts'

const RATE = 16_000

/** Pulses through the resonances of a mouth, as a voice of this pitch has them. 0: silence. */
function voices(...parts: [seconds: number, pitch: number][]): Float32Array {
  return Float32Array.from(
    parts.flatMap(([seconds, pitch]) =>
      Array.from({ length: seconds * RATE }, (_, at) => {
        const phase = ((at / RATE) * pitch) % 1
        return pitch === 0 ? 0 : 0.5 * Math.exp(-6 * phase) * Math.sin((2 * Math.PI * 700 * phase) / pitch)
      }),
    ),
  )
}

const range = (start: number, end: number) => ({ first: start * RATE, end: end * RATE })

test('each piece between silences has its pitch, and a short silence parts none', () => {
  const sound = voices([0.5, 120], [0.125, 0], [0.5, 210], [0.0625, 0], [0.5, 210])
  const dips = [range(0.5, 0.625), range(1.125, 1.1875)]
  const found = pitchesIn(sound, RATE, dips)
  expect(found.map(({ first, end }) => ({ first, end }))).toEqual([range(0, 0.5), range(0.625, 1.6875)])
  const [low = 0, high = 0] = found.map(({ hertz }) => 12 * Math.log2(hertz / 120))
  expect(Math.abs(low)).toBeLessThan(0.5)
  expect(Math.abs(high - 12 * Math.log2(210 / 120))).toBeLessThan(0.5)
})

test('a piece without a voice has no pitch', () => {
  expect(pitchesIn(voices([0.5, 0], [0.125, 0], [0.1, 120]), RATE, [range(0.5, 0.625)])).toEqual([])
})
