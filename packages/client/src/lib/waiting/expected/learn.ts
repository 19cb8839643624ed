import { constant, growing } from './bases.ts'
import { earlyFailures } from './early.ts'
import { below, type Part, scaled, weightOf } from './law.ts'
import { type Guess, isLength, log, type Observation } from './observation.ts'
import { type Learned, success } from './success.ts'

const NEVER: Part = [1, 99, 1]

/** The law of the next job of a kind, from what was seen of that kind and a guess for where little was seen. */
export function learn(observations: readonly Observation[], guess: Guess): Learned {
  const of = (outcome: string) => observations.filter((one) => one.outcome === outcome)
  const failed = of('failed')
  const ended = failed.length + of('finished').length + of('abandoned').length
  // Far sooner or later than anything foretold, and never: protection that costs a request or two.
  const soon = 6 / (12 + ended) ** 2
  const late = 0.4 / (30 + ended)
  const early = earlyFailures(failed, ended, guess.failures)
  const lasting = observations.filter((one) => one.outcome !== 'failed')
  const anyMedia = once(() => success(lasting, guess, [constant(guess)]))
  const byMedia = once(() => {
    const known = lasting.filter((one) => isLength(one.mediaSeconds))
    return success(known, guess, growing(known, guess))
  })
  const lasts: Learned = (mediaSeconds) => (isLength(mediaSeconds) ? byMedia()(mediaSeconds) : anyMedia()())
  // The older one was when it was given up, the likelier it never ends.
  const endless = once(() =>
    of('abandoned').reduce((sum, one) => sum + below(lasts(one.mediaSeconds), log(one.seconds)), 0),
  )
  return (mediaSeconds) => {
    const main = lasts(mediaSeconds)
    const never = (0.2 + endless()) / (40 + ended)
    const middle = main.reduce((sum, [weight, mean]) => sum + weight * mean, 0)
    return [
      ...scaled(main, 1 - weightOf(early) - soon - late - never),
      ...early,
      [soon, middle - 1.2, 0.7],
      [late, middle + 2.5, 1.5],
      ...scaled([NEVER], never),
    ]
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
