import type { Wav } from '../../../media/wav.ts'

/** A minute of speech. */
const BLOCK_SAMPLES = 60 * 16_000

/** All samples of a WAV. It is read block by block, so that only the samples are in memory. */
export async function readWhole(wav: Pick<Wav, 'samples' | 'read'>): Promise<Float32Array> {
  const samples = new Float32Array(wav.samples)
  for (let first = 0; first < samples.length; first += BLOCK_SAMPLES)
    samples.set(await wav.read(first, BLOCK_SAMPLES), first)
  return samples
}
