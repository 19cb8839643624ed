import { setPriority } from 'node:os'

/** A quarter of a core, beside work that somebody waits for; all of it otherwise. */
const NICENESS = 5

/**
 * Lets a child process give way to work that somebody waits for. Call it right after the start:
 * Linux sets it for the first thread, and later ones inherit it.
 */
export function giveWay(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    setPriority(pid, NICENESS)
  } catch {
    // It has ended already, or the system forbids it: then it is only less quick.
  }
}
