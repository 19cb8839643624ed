import type { PlaybackArtifact } from '../../engines/engine.ts'
import { notBefore } from '../clock.ts'
import type { AddPlayback } from '../side-tasks/stored-side-tasks.ts'
import { type Change, patch } from '../state/conclude.ts'
import type { Job } from '../state/job.ts'
import type { StoreParts } from '../tables/store-parts.ts'
import { lockJob } from './jobs.ts'
import { saveChange } from './save-changes.ts'

/** Lists a file to play in a translation, in place of an older one of its name. */
export function createAddPlayback(parts: StoreParts): AddPlayback {
  return async (tx, translationId, file) => {
    const job = await lockJob(tx, parts.dialect, translationId)
    if (job === undefined || job.damage) return undefined
    const now = notBefore({ wall: parts.clock(), steady: parts.steady() }, job.updatedAt)
    // Neither its status nor its end changes, so the history and the receivers hear nothing.
    const next = { ...withPlayback(job, file), version: job.version + 1, updatedAt: now.wall }
    const change: Change = { job: next, events: [], steadyMs: now.steady }
    await saveChange(tx, parts, job, change)
    return change
  }
}

function withPlayback(job: Job, file: PlaybackArtifact): Job {
  const others = job.sourceTask.artifacts.filter(({ name }) => name !== file.name)
  return patch(job, job.sourceTask, { artifacts: [...others, file] })
}
