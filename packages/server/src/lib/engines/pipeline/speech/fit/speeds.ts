/** The steps are coarse so that a clip in the cache is found again after a restart. */
const SPEED_STEP = 0.05
/** A stretch by this factor is not audible, and costs nothing compared to another take. */
const INAUDIBLE_TEMPO = 1.08
/** A take that is so much faster than it has to be is worth no other one. */
const NEEDLESS_SPEED = 0.1

/** All speeds that may be asked of a voice, the slowest first. */
export function speedsUpTo(maxSpeed: number): number[] {
  const steps = Math.floor((maxSpeed - 1) / SPEED_STEP + 1e-6)
  return Array.from({ length: steps + 1 }, (_, step) => Math.round((1 + step * SPEED_STEP) * 100) / 100)
}

/** The fastest speed of a voice that is not above the rate; a stretch does the rest. */
export function speedFor(rate: number, maxSpeed: number): number {
  return speedsUpTo(maxSpeed).findLast((speed) => speed <= rate + 1e-6) ?? 1
}

/** Whether a take sounds right at this rate, once it is stretched. */
export function suits(take: { speed: number }, rate: number, maxSpeed: number): boolean {
  const isSlowEnough = take.speed === 1 || take.speed <= rate + NEEDLESS_SPEED
  const isFastEnough = take.speed >= speedFor(maxSpeed, maxSpeed) || rate / take.speed <= INAUDIBLE_TEMPO
  return isSlowEnough && isFastEnough
}
