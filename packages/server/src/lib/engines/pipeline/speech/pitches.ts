import { medianPitch } from './pitch.ts'
import type { PitchedRange, SampleRange } from './speech-messages.ts'

/** A shorter silence may be a part of a sound. */
const SILENCE_SECONDS = 0.1
/** The start of a piece tells its pitch. */
const HEARD_SECONDS = 2
/** Short answers have few frames. */
const STEP_SECONDS = 0.02

/**
 * The pitches of the voice in a piece of speech, which may change at its silences. A part that is
 * too short, or whispered, has none.
 * @param dips its silences, in order
 */
export function pitchesIn(
  samples: Float32Array,
  sampleRate: number,
  dips: readonly SampleRange[],
): PitchedRange[] {
  const silences = dips.filter(({ first, end }) => end - first >= SILENCE_SECONDS * sampleRate)
  const starts = [0, ...silences.map(({ end }) => end)]
  return starts.flatMap((first, index) => {
    const end = silences[index]?.first ?? samples.length
    const heard = samples.subarray(first, Math.min(end, first + HEARD_SECONDS * sampleRate))
    const hertz = medianPitch(halved(heard), sampleRate / 2, STEP_SECONDS)
    return hertz === undefined ? [] : [{ first, end, hertz }]
  })
}

/** At half the rate, which makes a pitch four times as cheap. */
function halved(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / 2) }, (_, at) => {
    return ((samples[2 * at] ?? 0) + (samples[2 * at + 1] ?? 0)) / 2
  })
}
