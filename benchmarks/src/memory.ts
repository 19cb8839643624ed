import { type PeakWatch, watchPeak } from './peak.ts'
import { readProcess, treeOf } from '../../packages/server/test/support/processes.ts'

const INTERVAL_MS = 150

/**
 * Watches the memory of a process and its children together, in bytes. Shared pages count once over
 * all processes (PSS). Outside Linux it measures this process alone.
 */
export function watchMemory(pid = process.pid, intervalMs = INTERVAL_MS): PeakWatch {
  return watchPeak(() => sumOfTree(pid), intervalMs)
}

function sumOfTree(root: number): number {
  if (process.platform !== 'linux') return process.memoryUsage.rss()
  return treeOf(root).reduce((sum, pid) => sum + proportionalBytes(pid), 0)
}

function proportionalBytes(pid: number): number {
  const [, kilobytes = '0'] = /^Pss:\s+(\d+) kB/m.exec(readProcess(pid, 'smaps_rollup')) ?? []
  return Number(kilobytes) * 1024
}
