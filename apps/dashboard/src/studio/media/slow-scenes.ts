/** A part of the source that is slowed in the result, as the report of a target lists it. */
export interface SlowScene {
  /** In seconds of the source. */
  start: number
  /** In seconds of the source. */
  end: number
  /** How many times as long it takes in the result. */
  factor: number
}

/** When a moment of the source comes in the result, in seconds. */
export function resultTime(sourceSeconds: number, scenes: readonly SlowScene[]): number {
  return scenes.reduce((sum, { start, end, factor }) => {
    return sum + (factor - 1) * Math.max(0, Math.min(sourceSeconds, end) - start)
  }, sourceSeconds)
}

/** Which moment of the source comes at a time of the result, in seconds. */
export function sourceTime(resultSeconds: number, scenes: readonly SlowScene[]): number {
  return scenes.reduce((seconds, { start, end, factor }) => {
    const slowed = Math.max(0, Math.min(seconds - start, (end - start) * factor))
    return seconds - slowed * (1 - 1 / factor)
  }, resultSeconds)
}

/** How many times as long a moment of the source takes in the result. */
export function slownessAt(sourceSeconds: number, scenes: readonly SlowScene[]): number {
  return scenes.find(({ start, end }) => start <= sourceSeconds && sourceSeconds < end)?.factor ?? 1
}

/** The scenes that a report lists. A report of another make has none. */
export function scenesOf(report: string): readonly SlowScene[] {
  const { slowScenes } = JSON.parse(report) as { slowScenes?: SlowScene[] }
  return Array.isArray(slowScenes) ? slowScenes : []
}
