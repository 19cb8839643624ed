import { readdirSync, readFileSync } from 'node:fs'

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

function treeOf(root: number): number[] {
  const children = Map.groupBy(processes(), ({ parent }) => parent)
  const below = (pid: number): number[] => [
    pid,
    ...(children.get(pid) ?? []).flatMap((child) => below(child.pid)),
  ]
  return below(root)
}

function processes(): { pid: number; parent: number }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    // The name stands in brackets and may have any character, so split at the last bracket.
    const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')
    return fields?.[1] === undefined ? [] : [{ pid: Number(pid), parent: Number(fields[1]) }]
  })
}

function proportionalBytes(pid: number): number {
  const [, kilobytes = '0'] = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`)) ?? []
  return Number(kilobytes) * 1024
}

/** Empty when the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
