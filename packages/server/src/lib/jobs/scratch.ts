import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder of one attempt at a task, for files of the moment. */
export interface Scratch {
  /** Empty at first, and made only when it is asked for: thousands of simulated tasks need none. */
  readonly path: string
  /** Nothing there is no error. */
  remove(): Promise<void>
}

/** @param root an existing folder */
export function createScratch(root: string): Scratch {
  let made: string | undefined
  return {
    get path() {
      // In one step, so that engines have a plain path; it takes microseconds.
      made ??= mkdtempSync(join(root, 'task-'))
      return made
    },
    async remove() {
      if (made !== undefined) await rm(made, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
