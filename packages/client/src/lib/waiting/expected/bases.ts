import type { Guess, Observation } from './observation.ts'

const TYPICAL_MEDIA_SECONDS = 300
const LEAST_SECONDS = 0.1
/** A job takes a multiple of its media's length and this many seconds. */
const OFFSETS = [0, 10, 25, 60, 150, 400, 1000]

/** How a duration may depend on the length of the media. */
export type Base = (mediaSeconds?: number) => number

/** As guessed, where no length is known. */
export function constant(guess: Guess): Base {
  return () => guessed(guess, TYPICAL_MEDIA_SECONDS)
}

/** As guessed, not at all, or as a multiple of (length + offset); all agree with the guess at the usual length. */
export function growing(observations: readonly Observation[], guess: Guess): Base[] {
  const logs = observations.map(({ mediaSeconds = 1 }) => Math.log(mediaSeconds))
  const usual = logs.length ? Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length) : TYPICAL_MEDIA_SECONDS
  const level = guessed(guess, usual)
  return [
    (media = usual) => guessed(guess, media),
    () => level,
    ...OFFSETS.map(
      (offset): Base =>
        (media = usual) =>
          (level * (media + offset)) / (usual + offset),
    ),
  ]
}

function guessed({ fixedSeconds, perMediaSecond }: Guess, mediaSeconds: number): number {
  return Math.max(LEAST_SECONDS, fixedSeconds + perMediaSecond * mediaSeconds)
}
