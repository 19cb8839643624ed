import type { SlowScene } from 'video-translation-client/studio'

/** How many times as long a moment of the source takes in the result. */
export function slownessAt(sourceSeconds: number, scenes: readonly SlowScene[]): number {
  return scenes.find(({ start, end }) => start <= sourceSeconds && sourceSeconds < end)?.factor ?? 1
}

/** The scenes that a report lists. A report of another make has none. */
export function scenesOf(report: string): readonly SlowScene[] {
  const { slowScenes } = JSON.parse(report) as { slowScenes?: SlowScene[] }
  return Array.isArray(slowScenes) ? slowScenes : []
}
