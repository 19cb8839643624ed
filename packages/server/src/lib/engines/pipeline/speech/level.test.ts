import { expect, test } from 'vitest'
import { amplify, createLevelMeter } from './level.ts'

const RATE = 16_000

/** Noise of this level, the same in every run. */
function noise(seconds: number, decibels: number): Float32Array {
  let seed = 1
  const peak = 10 ** (decibels / 20) * Math.sqrt(3)
  return Float32Array.from({ length: seconds * RATE }, () => {
    seed = (seed * 16_807) % 2_147_483_647
    return peak * ((2 * seed) / 2_147_483_647 - 1)
  })
}

function gainDb(...parts: Float32Array[]): number {
  const meter = createLevelMeter(RATE)
  for (const part of parts) meter.add(part)
  return 20 * Math.log10(meter.gain())
}

test('a quiet recording is amplified to the wanted level, whatever its pauses are like', () => {
  expect(gainDb(noise(5, -40))).toBeCloseTo(31, 0)
  expect(gainDb(noise(5, -40), noise(60, -80))).toBeCloseTo(31, 0)
  expect(gainDb(noise(5, -40), new Float32Array(60 * RATE))).toBeCloseTo(31, 0)
})

test('loud sound stays as it is, and silence is amplified by a limited factor', () => {
  expect(gainDb(noise(5, -6))).toBe(0)
  expect(gainDb(new Float32Array(RATE))).toBeCloseTo(50, 5)
  expect(gainDb()).toBeCloseTo(50, 5)
})

test('a knock of a third of a second does not count as the loudest sound', () => {
  expect(gainDb(noise(0.3, -3), noise(5, -40))).toBeCloseTo(31, 0)
})

test('amplified samples stay within the range', () => {
  const [quiet = 0, loud = 0] = amplify(Float32Array.of(0.001, -0.9), 100)
  expect(quiet).toBeCloseTo(0.1, 2)
  expect(loud).toBeCloseTo(-1, 5)
})
