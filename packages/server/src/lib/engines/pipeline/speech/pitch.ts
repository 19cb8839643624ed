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
  const likeness = Array.from({ length: longest - shortest + 1 }, (_, at) =>
    repeats(frame, length, shortest + at),
  )
  const best = Math.max(...likeness)
  if (best < VOICED) return undefined
  const isPeak = (at: number) =>
    (likeness[at] ?? 0) >= (likeness[at - 1] ?? 0) && (likeness[at] ?? 0) >= (likeness[at + 1] ?? 0)
  const first = likeness.findIndex((value, at) => value >= ALMOST * best && isPeak(at))
  return sampleRate / (shortest + first)
}

/** How alike a frame and the same moved by `lag` are, from -1 to 1. */
function repeats(frame: Float32Array, length: number, lag: number): number {
  let product = 0
  let one = 0
  let other = 0
  for (let at = 0; at < length; at++) {
    const [a = 0, b = 0] = [frame[at], frame[at + lag]]
    product += a * b
    one += a * a
    other += b * b
  }
  return one === 0 || other === 0 ? 0 : product / Math.sqrt(one * other)
}
