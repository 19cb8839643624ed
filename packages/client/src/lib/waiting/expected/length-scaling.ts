import type { DurationPrior } from '../../duration-prior.ts'
import type { Observation } from './observations.ts'

const TYPICAL_MEDIA_SECONDS = 300
const LEAST_SECONDS = 0.1
/** A duration is a multiple of the media length plus one of these numbers of seconds. */
const OFFSETS = [0, 10, 25, 60, 150, 400, 1000]

/** The dependence of a duration on the media length. Durations are learned relative to it. */
export type LengthScaling = (mediaSeconds?: number) => number

/** The prior's scaling, if no length is known. */
export function constantScaling(prior: DurationPrior): LengthScaling {
  return () => priorSeconds(prior, TYPICAL_MEDIA_SECONDS)
}

/**
 * The candidates: the prior's scaling, none, and multiples of (length + offset). All agree with the
 * prior at the usual length.
 */
export function lengthScalings(observations: readonly Observation[], prior: DurationPrior): LengthScaling[] {
  const logs = observations.map(({ mediaSeconds = 1 }) => Math.log(mediaSeconds))
  const usual = logs.length ? Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length) : TYPICAL_MEDIA_SECONDS
  const level = priorSeconds(prior, usual)
  return [
    (media = usual) => priorSeconds(prior, media),
    () => level,
    ...OFFSETS.map(
      (offset): LengthScaling =>
        (media = usual) =>
          (level * (media + offset)) / (usual + offset),
    ),
  ]
}

function priorSeconds({ fixedSeconds, perMediaSecond }: DurationPrior, mediaSeconds: number): number {
  return Math.max(LEAST_SECONDS, fixedSeconds + perMediaSecond * mediaSeconds)
}
