import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileLaw, type FileJob } from './file-law.ts'
import { SHAPE_LAWS, VENDOR_LAWS, type DurationLaw } from './laws.ts'

/**
 * The laws to measure on: the built-in ones, or the law of the jobs in a file.
 * @throws Error when the file is not a JSON array of `{ seconds, mediaSeconds?, outcome? }`
 */
export function lawsOf(file: string | undefined): DurationLaw[] {
  if (file === undefined) return [...VENDOR_LAWS, ...SHAPE_LAWS]
  const jobs: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(jobs) || jobs.length === 0 || !jobs.every(isFileJob))
    throw new Error(`${file} must be a JSON array of { "seconds", "mediaSeconds"?, "outcome"? }.`)
  return [fileLaw(basename(file), jobs)]
}

/** A stuck job needs no duration. */
function isFileJob(value: unknown): value is FileJob {
  const { seconds, outcome } = (value ?? {}) as Partial<FileJob>
  return typeof seconds === 'number' || outcome === 'stuck' || outcome === 'timeout'
}
