import { writeFile } from 'node:fs/promises'
import { openWav } from './wav.ts'

/** Pairs of peaks for a second of sound. A screen shows fewer even at full zoom. */
export const PEAKS_PER_SECOND = 50
/** Pairs that are read at once, so that hours of sound need little memory. */
const PAIRS_AT_ONCE = 3_000
const FULL_SCALE = 127

/**
 * Writes the peaks of a mono WAV: for each fiftieth of a second the least and the greatest sample,
 * each a signed byte. So the byte at `2 * 50 * t` belongs to the second `t`.
 * @param gain factor of the samples
 */
export async function writePeaks(
  wav: string,
  out: string,
  { gain = 1, signal }: { gain?: number; signal: AbortSignal },
): Promise<void> {
  await writeFile(out, await readPeaks(wav, gain, signal))
}

async function readPeaks(path: string, gain: number, signal: AbortSignal): Promise<Int8Array<ArrayBuffer>> {
  const wav = await openWav(path)
  try {
    const step = wav.sampleRate / PEAKS_PER_SECOND
    const pairs = Math.ceil(wav.samples / step)
    const peaks = new Int8Array(pairs * 2)
    for (let first = 0; first < pairs; first += PAIRS_AT_ONCE) {
      signal.throwIfAborted()
      const end = Math.min(pairs, first + PAIRS_AT_ONCE)
      const from = Math.round(first * step)
      const samples = await wav.read(from, Math.round(end * step) - from)
      for (let pair = first; pair < end; pair++) {
        const part = samples.subarray(Math.round(pair * step) - from, Math.round((pair + 1) * step) - from)
        peaks.set(peakOf(part, gain), pair * 2)
      }
    }
    return peaks
  } finally {
    await wav.close()
  }
}

function peakOf(samples: Float32Array, gain: number): [least: number, greatest: number] {
  let [least, greatest] = [0, 0]
  for (const sample of samples) {
    if (sample < least) least = sample
    if (sample > greatest) greatest = sample
  }
  return [toByte(least * gain), toByte(greatest * gain)]
}

function toByte(sample: number): number {
  return Math.max(-FULL_SCALE, Math.min(FULL_SCALE, Math.round(sample * FULL_SCALE)))
}
