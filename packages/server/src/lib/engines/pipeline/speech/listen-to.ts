import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Wav } from '../../../media/wav.ts'
import { dipsIn } from './dips.ts'
import { pitchesIn } from './pitches.ts'
import type { FoundSpeech, SampleRange } from './speech-messages.ts'

/**
 * Finds the silences and the pitches in stretches of speech.
 * @param advance is told the samples of each stretch once it was heard. Without a sign of life, the
 * process would be ended as stuck in a recording of hours.
 */
export async function listenTo(
  wav: Wav,
  speech: readonly SampleRange[],
  advance: (samples: number) => void,
): Promise<Pick<FoundSpeech, 'dips' | 'pitches'>> {
  const found: Pick<FoundSpeech, 'dips' | 'pitches'> = { dips: [], pitches: [] }
  for (const { first, end } of speech) {
    const samples = await wav.read(first, end - first)
    const dips = dipsIn(samples, wav.sampleRate)
    found.dips.push(...dips.map((dip) => moved(dip, first)))
    found.pitches.push(...pitchesIn(samples, wav.sampleRate, dips).map((piece) => moved(piece, first)))
    advance(end - first)
    await nextTurn()
  }
  return found
}

function moved<range extends SampleRange>(range: range, by: number): range {
  return { ...range, first: range.first + by, end: range.end + by }
}
