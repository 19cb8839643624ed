import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileLaw } from './file-law.ts'
import { shapeLaws, vendorLaws, type DurationLaw } from './laws.ts'

/** Which laws to measure on. */
export interface LawChoice {
  /** A JSON array of `{ seconds, mediaSeconds?, outcome? }`. Default: the built-in laws. */
  file?: string | undefined
}

export function lawsOf({ file }: LawChoice): DurationLaw[] {
  if (file === undefined) return [...vendorLaws, ...shapeLaws]
  return [fileLaw(basename(file), readJobs(file))]
}

function readJobs(file: string): { seconds: number }[] {
  const jobs: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const isJob = (one: unknown) =>
    typeof (one as { seconds?: unknown }).seconds === 'number' || isStuck(one as { outcome?: unknown })
  if (Array.isArray(jobs) && jobs.length > 0 && jobs.every((one) => one !== null && isJob(one)))
    return jobs as { seconds: number }[]
  throw new Error(`${file} has to be a JSON array of { "seconds", "mediaSeconds"?, "outcome"? }.`)
}

/** These need no duration. */
function isStuck({ outcome }: { outcome?: unknown }): boolean {
  return outcome === 'stuck' || outcome === 'timeout'
}
