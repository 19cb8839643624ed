import { expect, test } from 'vitest'
import type { Wav } from '../../../media/wav.ts'
import { listenTo } from './listen-to.ts'

const RATE = 8_000

/** A voice of 200 Hz with a silence from 0.5 to 0.625 s of each second. */
function recording(seconds: number): Wav {
  const sound = Float32Array.from({ length: seconds * RATE }, (_, at) => {
    const isSilent = at % RATE >= RATE / 2 && at % RATE < 0.625 * RATE
    return isSilent ? 0 : 0.3 * Math.sin((2 * Math.PI * 200 * at) / RATE)
  })
  return {
    sampleRate: RATE,
    samples: sound.length,
    read: async (first, count) => sound.subarray(first, first + count),
    close: async () => {},
  }
}

const range = (start: number, end: number) => ({ first: start * RATE, end: end * RATE })

test('each stretch of speech is a sign of life, and what is found in it is at its place', async () => {
  const stretches = [range(0, 1), range(2, 3)]
  const signs: number[] = []
  const { dips, pitches } = await listenTo(recording(3), stretches, (samples) => void signs.push(samples))
  expect(signs).toEqual([RATE, RATE])
  expect(dips).toEqual([range(0.5, 0.62), range(2.5, 2.62)])
  expect(pitches.map(({ first }) => first / RATE)).toEqual([0, 0.62, 2, 2.62])
})
