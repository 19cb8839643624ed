import type { HostedWork } from '../vendor/vendor.ts'
import { prepareSession } from './source-task.ts'
import { finishTarget } from './target-task.ts'
import type { MakeVideo } from './video.ts'

/**
 * A job for each target. A create that asks for a review of the translation makes a proofreading
 * session before: its lines are the cues, and the video is made from what a person has approved.
 */
export function createProofreadWork(makeVideo: MakeVideo): HostedWork {
  return {
    source: prepareSession,
    target: (task, context, vendor) => finishTarget(task, context, vendor, makeVideo),
  }
}
