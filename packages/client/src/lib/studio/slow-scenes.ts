/**
 * A part of the source that is slowed in the result, with its picture and all its sound. The report
 * of a target lists them as `slowScenes`.
 */
export interface SlowScene {
  /** In seconds of the source. */
  start: number
  /** In seconds of the source. */
  end: number
  /** How many times as long it takes in the result. More than 1. */
  factor: number
}

/**
 * When a moment of the source comes in the result, in seconds.
 * @param scenes in the order of time, without overlap
 */
export function resultTime(sourceSeconds: number, scenes: readonly SlowScene[]): number {
  return scenes.reduce((sum, { start, end, factor }) => {
    return sum + (factor - 1) * Math.max(0, Math.min(sourceSeconds, end) - start)
  }, sourceSeconds)
}

/**
 * Which moment of the source comes at a time of the result, in seconds.
 * @param scenes in the order of time, without overlap
 */
export function sourceTime(resultSeconds: number, scenes: readonly SlowScene[]): number {
  return scenes.reduce((seconds, { start, end, factor }) => {
    const slowed = Math.max(0, Math.min(seconds - start, (end - start) * factor))
    return seconds - slowed * (1 - 1 / factor)
  }, resultSeconds)
}
