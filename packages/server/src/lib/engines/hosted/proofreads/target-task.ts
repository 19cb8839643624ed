import type { CuePage, Translation } from 'video-translation-client'
import type { TargetTask, TaskContext, TaskResult } from '../../engine.ts'
import { runTarget } from '../jobs/target-task.ts'
import { resultsOf } from '../lines/results.ts'
import { collect } from '../vendor/collect.ts'
import { failureOf } from '../vendor/failures.ts'
import { reportProgress, withSignsOfLife } from '../vendor/signs-of-life.ts'
import type { ReadyVendor } from '../vendor/vendor.ts'
import { namesOf } from './differences.ts'
import type { SessionSource } from './source-task.ts'
import { type MakeVideo, type Proofread, videoOf } from './video.ts'

/** Shows the vendor's translation for the review, then has the video made from what is approved. */
export async function finishTarget(
  task: TargetTask,
  context: TaskContext,
  vendor: ReadyVendor,
  makeVideo: MakeVideo,
): Promise<TaskResult> {
  const { session } = task.prepared as SessionSource
  // A target that was added later has no session.
  if (session?.language !== task.language) return await runTarget(task, context, vendor)
  const proofread: Proofread = { id: session.id, task, context, vendor }
  if (task.until === 'translate') {
    const { translated } = await readResults(proofread)
    return { translated, pausedAfter: task.until }
  }
  const { client, limits } = vendor
  const translation = await withSignsOfLife(vendor.responses, context, () => finish(proofread, makeVideo))
  return {
    artifacts: await collect(translation, task.language, context, { client, limits }),
    warnings: translation.targets.flatMap(({ warnings }) => warnings),
    ...(await readResults(proofread)),
  }
}

/** What the lines of the session say, which the video has. */
async function readResults({ id, task, context, vendor }: Proofread) {
  const page: CuePage = await vendor.client.cues(id, { signal: context.signal })
  return resultsOf(task.cues ?? [], page.items, namesOf(page, task.language))
}

async function finish(proofread: Proofread, makeVideo: MakeVideo): Promise<Translation> {
  const { context, vendor } = proofread
  const { signal, log } = context
  const video = await videoOf(proofread, makeVideo)
  log.info({ vendorId: video }, 'The vendor makes the video.')
  const onUpdate = (translation: Translation) => reportProgress(translation, context)
  const outcome = await vendor.client.wait(video, { signal, settle: true, onUpdate })
  if (outcome.result !== 'completed') throw failureOf(outcome)
  return outcome.translation as Translation
}
