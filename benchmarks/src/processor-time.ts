import { statOf, treeOf } from '../../packages/server/test/support/processes.ts'

/** Ticks a second of the kernel's counters, the same on all usual systems. */
const TICKS = 100
/** User and system time of a process and of its children that have ended, after its state. */
const TIMES = [11, 12, 13, 14]

/** Processor seconds of this process and all that it has started so far. 0 outside Linux. */
export function processorSeconds(): number {
  if (process.platform !== 'linux') return 0
  const ticks = treeOf(process.pid).map((pid) => {
    const fields = statOf(pid)
    return TIMES.reduce((sum, at) => sum + Number(fields[at] ?? 0), 0)
  })
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS
}
