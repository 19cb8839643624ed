import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder for the temporary files of one attempt at a task. */
export interface Scratch {
  /** Created, empty, on first use, because thousands of simulated tasks need no folder. */
  readonly path: string
  /** A missing folder is no error. */
  remove(): Promise<void>
}

/** @param root an existing folder */
export function createScratch(root: string): Scratch {
  let created: string | undefined
  return {
    get path() {
      // Created synchronously, so that engines get a plain path; it takes microseconds.
      created ??= mkdtempSync(join(root, 'task-'))
      return created
    },
    async remove() {
      if (created !== undefined) await rm(created, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
