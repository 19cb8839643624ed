/**
 * Measures how loud the voice in a recording is, and how much louder it has to be for detection.
 */
export interface LevelMeter {
  add(samples: Float32Array): void
  /** Factor that brings the voice to the level at which it is detected best. */
  gain(): number
}

/** Levels below it count as silence. */
const LOWEST_DB = -100
const STEPS_PER_DB = 4
/** Half a second: shorter noises, such as a knock, do not count as the loudest sound. */
const LOUDEST_FRAMES = 17
/** Frames that are quieter than the loudest by more than this are pauses. */
const VOICE_RANGE_DB = 25
/** Share of the voice that may be louder than the wanted level. */
const LOUDER_SHARE = 0.1
const WANTED_DB = -9
const MAX_GAIN_DB = 50
const FRAME_SECONDS = 0.03

/**
 * The levels are counted in a histogram, because a recording may last for hours. The figures were
 * found by experiment with quiet, loud and mixed speakers.
 */
export function createLevelMeter(sampleRate: number): LevelMeter {
  const frame = Math.round(FRAME_SECONDS * sampleRate)
  const counts = new Uint32Array(-LOWEST_DB * STEPS_PER_DB + 1)
  return {
    add(samples) {
      for (let first = 0; first + frame <= samples.length; first += frame) {
        const index = indexOf(levelOf(samples, first, frame))
        counts[index] = (counts[index] ?? 0) + 1
      }
    },
    gain: () => 10 ** (Math.max(0, Math.min(MAX_GAIN_DB, WANTED_DB - voiceLevel(counts))) / 20),
  }
}

/** Makes the samples louder. Those that would exceed the range are bent, not cut. */
export function amplify(samples: Float32Array, gain: number): Float32Array {
  return gain === 1 ? samples : samples.map((sample) => Math.tanh(gain * sample))
}

function levelOf(samples: Float32Array, first: number, frame: number): number {
  let sum = 0
  for (let index = first; index < first + frame; index++) sum += (samples[index] ?? 0) ** 2
  return 10 * Math.log10(sum / frame)
}

function indexOf(level: number): number {
  const decibels = Math.max(LOWEST_DB, Math.min(0, level))
  return Math.round((decibels - LOWEST_DB) * STEPS_PER_DB)
}

function voiceLevel(counts: Uint32Array): number {
  const loudest = indexFromTop(counts, LOUDEST_FRAMES)
  const quietest = Math.max(0, loudest - VOICE_RANGE_DB * STEPS_PER_DB)
  const voice = counts.subarray(quietest)
  const frames = voice.reduce((sum, count) => sum + count, 0)
  const index = quietest + indexFromTop(voice, Math.max(1, frames * LOUDER_SHARE))
  return LOWEST_DB + index / STEPS_PER_DB
}

/** Index of the level that at least this many frames reach. */
function indexFromTop(counts: Uint32Array, frames: number): number {
  let left = frames
  for (let index = counts.length - 1; index > 0; index--) {
    left -= counts[index] ?? 0
    if (left <= 0) return index
  }
  return 0
}
