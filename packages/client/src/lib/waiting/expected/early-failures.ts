import { cdf, type Component, type LogNormalMixture, scaled } from './log-normal-mixture.ts'
import { log, type Observation } from './observations.ts'

/**
 * The share of kinds in which some jobs fail, the share of jobs that fail there, and the number of
 * jobs that this prior is worth.
 */
const PRIOR = { kinds: 0.7, share: 0.06, worth: 40, most: 0.9 }
/** The times of early failures, e.g. of a source that cannot be fetched. */
const USUAL_TIMES: LogNormalMixture = [7, 11, 16, 22, 28, 34, 40].map((seconds) => [
  1 / 7,
  Math.log(seconds),
  0.1,
])

/** The components for jobs that fail within seconds. See {@link PRIOR} for `usualShare`. */
export function earlyFailures(
  failed: readonly Observation[],
  ended: number,
  usualShare?: number,
): Component[] {
  return scaled(failureTimes(failed), failureShare(failed.length, ended, usualShare))
}

/**
 * The share of jobs that fail within seconds. In some kinds no job ever fails. The more jobs end
 * without a failure, the more probable that is, and an early poll is no longer worth its cost.
 */
function failureShare(failed: number, ended: number, usualShare = PRIOR.share): number {
  // At least some jobs take longer, since otherwise nobody would wait.
  const imaginedFailures = Math.min(usualShare, PRIOR.most) * PRIOR.worth
  const imaginedOthers = PRIOR.worth - imaginedFailures
  // The likelihood of no failure so far, in a kind in which some jobs fail.
  const noneSoFar = (imaginedOthers / (imaginedOthers + ended)) ** imaginedFailures
  const { kinds } = PRIOR
  const someFail = failed ? 1 : (kinds * noneSoFar) / (kinds * noneSoFar + 1 - kinds)
  return (someFail * (imaginedFailures + failed)) / (PRIOR.worth + ended)
}

/** The times of failures. One that the first regular poll found says nothing new about the time. */
function failureTimes(failed: readonly Observation[]): LogNormalMixture {
  const telling = failed.filter(
    ({ seconds, unseenSeconds = 0 }) => usualCdf(seconds) - usualCdf(seconds - unseenSeconds) < 0.5,
  )
  const count = 5 + failed.length
  return [
    ...scaled(USUAL_TIMES, 1 - telling.length / count),
    ...telling.map(({ seconds, unseenSeconds = 0 }): Component => [
      1 / count,
      log(seconds - unseenSeconds / 2),
      0.1,
    ]),
  ]
}

function usualCdf(seconds: number): number {
  return cdf(USUAL_TIMES, log(seconds))
}
