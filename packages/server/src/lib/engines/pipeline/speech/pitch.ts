/** Pitches of human speech in Hz. */
const LOWEST = 65
const HIGHEST = 380
const FRAME_SECONDS = 0.04
/** A frame with a weaker repetition is noise, or a consonant. */
const VOICED = 0.6
/** A shorter period that repeats almost as well is the true one. */
const ALMOST = 0.9
/** A quieter frame than this share of the loudest one is a pause. */
const QUIET = 0.1
/** Fewer frames say nothing. */
const FEWEST_FRAMES = 10

/**
 * The usual pitch of speech in Hz. Undefined if too little of it is voiced.
 * @param stepSeconds from one frame to the next
 */
export function medianPitch(
  samples: Float32Array,
  sampleRate: number,
  stepSeconds = FRAME_SECONDS,
): number | undefined {
  const [length, step] = [Math.round(FRAME_SECONDS * sampleRate), Math.round(stepSeconds * sampleRate)]
  const frames: Float32Array[] = []
  for (let at = 0; at + 2 * length <= samples.length; at += step)
    frames.push(samples.subarray(at, at + 2 * length))
  const energies = frames.map(energyOf)
  const loudest = Math.max(0, ...energies)
  const loud = frames.filter((_, at) => (energies[at] ?? 0) > QUIET * QUIET * loudest)
  const pitches = loud.flatMap((frame) => pitchOf(frame, length, sampleRate) ?? [])
  if (pitches.length < FEWEST_FRAMES) return undefined
  return pitches.toSorted((one, other) => one - other)[Math.floor(pitches.length / 2)]
}

function energyOf(frame: Float32Array): number {
  return frame.reduce((sum, sample) => sum + sample * sample, 0)
}

/** The first period with which the frame repeats itself about as well as with any. */
function pitchOf(frame: Float32Array, length: number, sampleRate: number): number | undefined {
  const shortest = Math.floor(sampleRate / HIGHEST)
  const longest = Math.min(length, Math.ceil(sampleRate / LOWEST))
  const energy = energiesUpTo(frame)
  const likeness = Array.from({ length: longest - shortest + 1 }, (_, at) =>
    repeats(frame, energy, { length, lag: shortest + at }),
  )
  const best = Math.max(...likeness)
  if (best < VOICED) return undefined
  const isPeak = (at: number) =>
    (likeness[at] ?? 0) >= (likeness[at - 1] ?? 0) && (likeness[at] ?? 0) >= (likeness[at + 1] ?? 0)
  const first = likeness.findIndex((value, at) => value >= ALMOST * best && isPeak(at))
  return sampleRate / (shortest + first)
}

/** The energy of so many first samples, so that the one of any part is a difference. */
function energiesUpTo(frame: Float32Array): Float64Array {
  const energies = new Float64Array(frame.length + 1)
  for (let at = 0; at < frame.length; at++)
    energies[at + 1] = (energies[at] ?? 0) + (frame[at] ?? 0) * (frame[at] ?? 0)
  return energies
}

/** How alike a part of the frame and the same moved by `lag` are, from -1 to 1. */
function repeats(
  frame: Float32Array,
  energy: Float64Array,
  { length, lag }: { length: number; lag: number },
): number {
  const one = energy[length] ?? 0
  const other = (energy[length + lag] ?? 0) - (energy[lag] ?? 0)
  if (one === 0 || other === 0) return 0
  let product = 0
  // Most of the time of the detection of speech is spent here.
  for (let at = 0; at < length; at++) product += (frame[at] ?? 0) * (frame[at + lag] ?? 0)
  return product / Math.sqrt(one * other)
}
