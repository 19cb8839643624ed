import { readdirSync, readFileSync } from 'node:fs'

/** Measures the memory of this process's children. Without `/proc` it finds none. */
export function watchChildMemory(): { peakMiB(): number; stop(): void } {
  let peakKiB = 0
  const timer = setInterval(() => {
    for (const pid of children(process.pid)) peakKiB = Math.max(peakKiB, highWater(pid))
  }, 10)
  return { peakMiB: () => peakKiB / 1024, stop: () => clearInterval(timer) }
}

function children(pid: number): string[] {
  const tasks = list(`/proc/${pid}/task`)
  return tasks.flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean))
}

function highWater(pid: string): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)
}

function list(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

/** Ignores a process that has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
