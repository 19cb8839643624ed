import type { Wav } from '../../../media/wav.ts'

/** A part of a recording, in samples. */
export interface Chunk {
  first: number
  count: number
}

/** 16-bit mono at 16 kHz: 9.6 MB, below the 25 MB that services accept. */
const CHUNK_SECONDS = 300
/** A cut is made at the quietest moment of the last seconds. */
const SEARCH_SECONDS = 30
const MOMENT_SECONDS = 0.2

/** Cuts a recording into parts of at most five minutes, at quiet moments. */
export async function cutAtQuiet(wav: Wav): Promise<Chunk[]> {
  const longest = CHUNK_SECONDS * wav.sampleRate
  const chunks: Chunk[] = []
  for (let first = 0; first < wav.samples;) {
    const rest = wav.samples - first
    const count = rest <= longest ? rest : await quietCut(wav, first, longest)
    chunks.push({ first, count })
    first += count
  }
  return chunks
}

async function quietCut(wav: Wav, first: number, longest: number): Promise<number> {
  const search = SEARCH_SECONDS * wav.sampleRate
  const start = longest - search
  const moment = Math.round(MOMENT_SECONDS * wav.sampleRate)
  const samples = await wav.read(first + start, search)
  let quietest = 0
  let least = Infinity
  for (let at = 0; at + moment <= samples.length; at += moment) {
    const energy = samples.subarray(at, at + moment).reduce((sum, sample) => sum + sample * sample, 0)
    if (energy < least) [least, quietest] = [energy, at]
  }
  return start + quietest + Math.round(moment / 2)
}
