import { readdirSync, readFileSync } from 'node:fs'

/** A process of this machine. */
export interface Process {
  pid: number
  command: string
}

/** Processes with this text in their environment, regardless of their parent. */
export function processesWith(mark: string): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && read(name, 'environ').includes(mark))
    .map(Number)
    .filter(isAlive)
    .map((pid) => ({ pid, command: commandOf(pid) }))
}

/** The running descendants of a process. */
export function descendantsOf(pid: number): Process[] {
  const children = read(String(pid), `task/${pid}/children`).split(' ').filter(Boolean).map(Number)
  return children.flatMap((child) => [{ pid: child, command: commandOf(child) }, ...descendantsOf(child)])
}

/** An ended process stays in the list until its parent has collected its status. */
export function isAlive(pid: number): boolean {
  const state = stateOf(pid)
  return state !== undefined && state !== 'Z' && state !== 'X'
}

/** The letter of its state: T if it is stopped. Undefined: it is gone. */
export function stateOf(pid: number): string | undefined {
  return /\) (\S)/.exec(read(String(pid), 'stat'))?.[1]
}

function commandOf(pid: number): string {
  return read(String(pid), 'cmdline').replaceAll('\0', ' ').trim()
}

/** Empty for a process that has ended meanwhile. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
