import { cdf, type Component, type LogNormalMixture, scaled } from './log-normal-mixture.ts'
import { log, type Observation } from './observations.ts'

/**
 * The share of kinds in which some jobs fail, and of their jobs that do; the prior is worth this
 * many jobs.
 */
const PRIOR = { kinds: 0.7, share: 0.06, worth: 40, most: 0.9 }
/** When jobs fail early: a source that cannot be fetched, media without sound. */
const USUAL_TIMES: LogNormalMixture = [7, 11, 16, 22, 28, 34, 40].map((seconds) => [
  1 / 7,
  Math.log(seconds),
  0.1,
])

/**
 * The components for jobs that fail within seconds: how many do, and when. `usualShare`: see {@link
 * PRIOR}.
 */
export function earlyFailures(
  failed: readonly Observation[],
  ended: number,
  usualShare?: number,
): Component[] {
  return scaled(failureTimes(failed), failureShare(failed.length, ended, usualShare))
}

/**
 * The share of jobs that fail within seconds. In some kinds none ever does: that becomes the
 * likelier the more jobs have ended without a failure, and then an early poll is not worth its
 * price.
 */
function failureShare(failed: number, ended: number, usualShare = PRIOR.share): number {
  // If all jobs failed at once, there would be nothing to wait for.
  const imaginedFailures = Math.min(usualShare, PRIOR.most) * PRIOR.worth
  const imaginedOthers = PRIOR.worth - imaginedFailures
  // The likelihood of no failure so far, in a kind in which some jobs fail.
  const noneSoFar = (imaginedOthers / (imaginedOthers + ended)) ** imaginedFailures
  const { kinds } = PRIOR
  const someFail = failed ? 1 : (kinds * noneSoFar) / (kinds * noneSoFar + 1 - kinds)
  return (someFail * (imaginedFailures + failed)) / (PRIOR.worth + ended)
}

/**
 * When they fail. A failure that the first usual poll noticed tells nothing new about when to ask.
 */
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
