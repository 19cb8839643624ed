import type { SampleRange } from './speech-messages.ts'

const FRAME_SECONDS = 0.01
/** A shorter silence is a part of a sound, such as a `t`. */
const SHORTEST_SECONDS = 0.06
/** In a dip the sound is quieter than both before and after it, by this much. */
const DEPTH_DB = 25
/** How far before and after are. */
const REACH_SECONDS = 0.3
const SILENCE = 1e-10

/**
 * Finds the silences in a piece of speech that are too short for the detector of voice, such as the
 * one between two speakers who take turns quickly.
 */
export function dipsIn(samples: Float32Array, sampleRate: number): SampleRange[] {
  const frame = Math.round(FRAME_SECONDS * sampleRate)
  const levels = levelsOf(samples, frame)
  const quiet = levels.map((level, at) => level < Math.min(...loudestAround(levels, at)) - DEPTH_DB)
  return runsOf(quiet)
    .filter(({ first, end }) => (end - first) * FRAME_SECONDS >= SHORTEST_SECONDS)
    .map(({ first, end }) => ({ first: first * frame, end: end * frame }))
}

function levelsOf(samples: Float32Array, frame: number): number[] {
  const levels: number[] = []
  for (let first = 0; first + frame <= samples.length; first += frame) {
    const power = samples.subarray(first, first + frame).reduce((sum, sample) => sum + sample ** 2, 0)
    levels.push(10 * Math.log10(power / frame + SILENCE))
  }
  return levels
}

function loudestAround(levels: readonly number[], at: number): [before: number, after: number] {
  const reach = Math.round(REACH_SECONDS / FRAME_SECONDS)
  return [
    Math.max(...levels.slice(Math.max(0, at - reach), at)),
    Math.max(...levels.slice(at + 1, at + 1 + reach)),
  ]
}

/** Neighbours that hold. */
function runsOf(holds: readonly boolean[]): SampleRange[] {
  const runs: SampleRange[] = []
  for (const [at, hold] of holds.entries()) {
    const last = runs.at(-1)
    if (hold && last?.end === at) last.end = at + 1
    else if (hold) runs.push({ first: at, end: at + 1 })
  }
  return runs
}
