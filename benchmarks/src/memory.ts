import { readProcess, treeOf } from './process-tree.ts'

const INTERVAL_MS = 150

/** Watches the memory of a process and its children together. */
export interface MemoryWatch {
  /** Stops, and returns the highest sum at one instant, in bytes. */
  stop(): number
}

/**
 * Samples the process tree. Shared pages count once over all processes (PSS). Outside Linux it
 * measures this process alone.
 */
export function watchMemory(pid = process.pid, intervalMs = INTERVAL_MS): MemoryWatch {
  let peak = 0
  const sample = () => {
    peak = Math.max(peak, sumOfTree(pid))
  }
  sample()
  const timer = setInterval(sample, intervalMs)
  return {
    stop() {
      clearInterval(timer)
      sample()
      return peak
    },
  }
}

function sumOfTree(root: number): number {
  if (process.platform !== 'linux') return process.memoryUsage.rss()
  return treeOf(root).reduce((sum, pid) => sum + proportionalBytes(pid), 0)
}

function proportionalBytes(pid: number): number {
  const [, kilobytes = '0'] = /^Pss:\s+(\d+) kB/m.exec(readProcess(pid, 'smaps_rollup')) ?? []
  return Number(kilobytes) * 1024
}
