import type { HostedWork } from '../vendor/vendor.ts'
import { runSource } from './source-task.ts'
import { runTarget } from './target-task.ts'

/** A job for each target. The vendor prepares the source in each of them. */
export const SEPARATE_JOBS: HostedWork = { source: runSource, target: runTarget }
