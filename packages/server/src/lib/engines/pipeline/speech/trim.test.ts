import { expect, test } from 'vitest'
import { trimSilence } from './trim.ts'

const sampleRate = 1000
const tone = (from: number, to: number, length: number) =>
  Float32Array.from({ length }, (_, index) => (index >= from && index < to ? 0.5 * Math.sin(index) : 0.0001))

test('the silence around speech is removed, except for a short rest', () => {
  const spoken = trimSilence(tone(300, 700, 2000), sampleRate)
  expect(spoken.length).toBe(440)
})

test('a pause within speech is kept', () => {
  const samples = tone(300, 1500, 2000)
  samples.fill(0, 600, 1200)
  expect(trimSilence(samples, sampleRate).length).toBe(1240)
})

test('a sound of any length is trimmed', () => {
  expect(trimSilence(new Float32Array(2_000_000).fill(0.1), 100).length).toBe(2_000_000)
})

test('pure silence gives no samples', () => {
  expect(trimSilence(new Float32Array(500), sampleRate).length).toBe(0)
})
