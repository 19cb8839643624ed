import { below, type Law, type Part, scaled } from './law.ts'
import { log, type Observation } from './observation.ts'

/** In so many kinds some jobs fail, and of those such a share: known as well as if so many had been seen. */
const FAILING = { kinds: 0.7, share: 0.06, worth: 40, most: 0.9 }
/** Failures that come at once: a source that cannot be fetched, media without sound. */
const EARLY: Law = [7, 11, 16, 22, 28, 34, 40].map((seconds) => [1 / 7, Math.log(seconds), 0.1])

/** Failures that come at once, as a part of a law: the share of jobs that fail so, and when. `usual`: see {@link FAILING}. */
export function earlyFailures(failed: readonly Observation[], ended: number, usual?: number): Part[] {
  return scaled(whenFailing(failed), failing(failed.length, ended, usual))
}

/**
 * The share of jobs that fail within seconds. In some kinds none ever does, which is the likelier the more have ended and not failed: then
 * a look for it is not worth its price.
 */
function failing(failed: number, ended: number, usual = FAILING.share): number {
  // Of a kind in which all failed at once there would be nothing to wait for.
  const imagined = Math.min(usual, FAILING.most) * FAILING.worth
  const lasting = FAILING.worth - imagined
  // As likely as it was that none of these fails, in a kind of which some do.
  const clean = (lasting / (lasting + ended)) ** imagined
  const { kinds } = FAILING
  const some = failed ? 1 : (kinds * clean) / (kinds * clean + 1 - kinds)
  return (some * (imagined + failed)) / (FAILING.worth + ended)
}

/** What was seen of them, unless it may as well have been the usual: then it tells nothing new about when to ask. */
function whenFailing(failed: readonly Observation[]): Law {
  const news = failed.filter(
    ({ seconds, unseenSeconds = 0 }) => usual(seconds) - usual(seconds - unseenSeconds) < 0.5,
  )
  const count = 5 + failed.length
  return [
    ...scaled(EARLY, 1 - news.length / count),
    ...news.map(({ seconds, unseenSeconds = 0 }): Part => [1 / count, log(seconds - unseenSeconds / 2), 0.1]),
  ]
}

function usual(seconds: number): number {
  return below(EARLY, log(seconds))
}
