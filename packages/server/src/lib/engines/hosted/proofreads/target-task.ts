import type { CuePage, Translation } from 'video-translation-client'
import type { SheetCue } from 'video-translation-client/editing'
import type { TargetTask, TaskContext, TaskResult } from '../../engine.ts'
import { runTarget } from '../jobs/target-task.ts'
import { pairLines } from '../projects/pair-lines.ts'
import { resultsOf } from '../projects/results.ts'
import { sendEdits } from '../projects/send-edits.ts'
import { collect } from '../vendor/collect.ts'
import { failureOf, judgeRefusal } from '../vendor/failures.ts'
import { reportProgress, withSignsOfLife } from '../vendor/signs-of-life.ts'
import type { HostedClient, ReadyVendor } from '../vendor/vendor.ts'
import { lineText, proofreadEdits } from './differences.ts'
import type { SessionSource } from './source-task.ts'

/**
 * Lets the vendor make the video of a session. The same key makes the same one.
 * @returns the id of the job that makes it
 */
export type MakeVideo = (
  client: HostedClient,
  session: string,
  options: { idempotencyKey: string; signal: AbortSignal },
) => Promise<string>

/** The session of a target. */
interface Proofread {
  id: string
  task: TargetTask
  context: TaskContext
  vendor: ReadyVendor
}

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
  if (task.until === 'translate') return await showLines(proofread)
  const { client, limits } = vendor
  const translation = await withSignsOfLife(vendor.responses, context, () => finish(proofread, makeVideo))
  return {
    artifacts: await collect(translation, task.language, context, { client, limits }),
    warnings: translation.targets.flatMap(({ warnings }) => warnings),
    ...resultsOf(task.cues ?? [], [], task.language),
  }
}

async function showLines({ id, task, context, vendor }: Proofread): Promise<TaskResult> {
  const page = await vendor.client.cues(id, { signal: context.signal })
  return { translated: textsOf(task.cues ?? [], page), pausedAfter: 'translate' }
}

function textsOf(cues: readonly SheetCue[], { items }: CuePage): NonNullable<TaskResult['translated']> {
  return [...pairLines(cues, items)].map(([{ id, text: source }, line]) => {
    return { id, source, text: lineText(line) }
  })
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

/** The id is saved before the first status request. */
interface VideoCheckpoint {
  video: string
  /** The revision of the translation. */
  revision: number
}

/** The vendor's id of the video. After a restart it is the one that was begun before. */
async function videoOf(proofread: Proofread, makeVideo: MakeVideo): Promise<string> {
  const { id, task, context, vendor } = proofread
  const { checkpoint, signal } = context
  const { cues, language, revision = 1 } = task
  const saved = checkpoint.value as VideoCheckpoint | undefined
  if (saved?.revision === revision) return saved.video
  const { client } = vendor
  if (cues) await sendEdits({ client, id, signal }, (page) => proofreadEdits(cues, page, language))
  const video = await startVideo(proofread, makeVideo, `${task.id}-r${revision}`)
  await checkpoint.save({ video, revision } satisfies VideoCheckpoint)
  return video
}

async function startVideo(
  { id, context, vendor }: Proofread,
  makeVideo: MakeVideo,
  idempotencyKey: string,
): Promise<string> {
  try {
    return await makeVideo(vendor.client, id, { idempotencyKey, signal: context.signal })
  } catch (error) {
    throw judgeRefusal(error)
  }
}
