import { readdirSync, readFileSync } from 'node:fs'

/** A process of this machine. */
export interface Process {
  pid: number
  command: string
}

/** Processes with this text in their environment, regardless of their parent. */
export function processesWith(mark: string): Process[] {
  return allPids()
    .filter((pid) => readProcess(pid, 'environ').includes(mark) && isAlive(pid))
    .map(describe)
}

/** The running descendants of a process. */
export function descendantsOf(pid: number): Process[] {
  const [, ...descendants] = treeOf(pid)
  return descendants.map(describe)
}

/** The process and all below it. */
export function treeOf(root: number): number[] {
  const children = Map.groupBy(allPids(), (pid) => Number(statOf(pid)[1]))
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)]
  return below(root)
}

/** An ended process stays in the list until its parent has collected its status. */
export function isAlive(pid: number): boolean {
  const state = stateOf(pid)
  return state !== undefined && state !== 'Z' && state !== 'X'
}

/** The letter of its state: T if it is stopped. Undefined: it is gone. */
export function stateOf(pid: number): string | undefined {
  return statOf(pid)[0]
}

/** The fields of a process from its state on, the parent second. Empty when it has ended. */
export function statOf(pid: number): string[] {
  // The name stands in brackets and may have any character, so split at the last bracket.
  const fields = readProcess(pid, 'stat').split(') ').at(-1) ?? ''
  return fields === '' ? [] : fields.split(' ')
}

/** Kills a process by SIGKILL, if it has not ended meanwhile. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A file of a process in `/proc`. Empty when it has ended meanwhile. */
export function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}

function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

function describe(pid: number): Process {
  return { pid, command: readProcess(pid, 'cmdline').replaceAll('\0', ' ').trim() }
}
