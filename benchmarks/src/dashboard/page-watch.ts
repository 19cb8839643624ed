import type { Page } from 'playwright-core'

/** What a page has felt since it was watched. */
export interface PageFeel {
  /** The longest task of the main thread, in milliseconds. Tasks below 50 ms are not counted. */
  longestTaskMs: number
  longTasks: number
  /** From a key to the next picture: the slowest, and the slowest of 98 %. */
  slowestKeyMs: number
  p98KeyMs: number
  keys: number
}

interface Watched {
  feel: { tasks: number[]; keys: number[] }
}

/** Begins to watch long tasks and answers to keys. */
export async function watchPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    const feel = { tasks: [] as number[], keys: [] as number[] }
    Object.assign(globalThis, { feel })
    const observe = (type: string, take: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
        type,
        durationThreshold: 16,
      } as PerformanceObserverInit)
    observe('longtask', ({ duration }) => feel.tasks.push(duration))
    observe('event', ({ name, duration }) => name === 'keydown' && feel.keys.push(duration))
  })
}

export async function readFeel(page: Page): Promise<PageFeel> {
  const { tasks, keys } = await page.evaluate(() => (globalThis as unknown as Watched).feel)
  const sorted = keys.toSorted((one, other) => one - other)
  return {
    longestTaskMs: Math.round(Math.max(0, ...tasks)),
    longTasks: tasks.length,
    slowestKeyMs: sorted.at(-1) ?? 0,
    p98KeyMs: sorted[Math.floor(sorted.length * 0.98)] ?? 0,
    keys: keys.length,
  }
}

/** The heap of the page after a collection, in bytes. */
export async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}
