import type { CuePage, Translation } from 'video-translation-client'
import type { TargetTask, TaskContext, TaskResult } from '../../engine.ts'
import { runTarget } from '../jobs/target-task.ts'
import { resultsOf } from '../lines/results.ts'
import { sendEdits } from '../lines/send-edits.ts'
import { collect } from '../vendor/collect.ts'
import { failureOf } from '../vendor/failures.ts'
import { findStarted } from '../vendor/find-or-start.ts'
import { goesOn } from '../vendor/goes-on.ts'
import { reportProgress, withSignsOfLife } from '../vendor/signs-of-life.ts'
import type { HostedClient, ReadyVendor } from '../vendor/vendor.ts'
import { namesOf, proofreadEdits } from './differences.ts'
import type { SessionSource } from './source-task.ts'

/**
 * Lets the vendor make the video of a session. The same key makes the same one for a while, and is
 * the reference by which a list finds it later.
 * @returns the id of the job that makes it
 */
export type MakeVideo = (
  client: HostedClient,
  session: string,
  options: { idempotencyKey: string; signal: AbortSignal; options: Record<string, unknown> },
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

interface VideoCheckpoint {
  /** Absent until the vendor has answered. It is saved before the first status request. */
  video?: string
  /** The revision of the translation that asked for it. */
  revision: number
}

/**
 * The vendor's id of the video. After a restart it is the one that was begun before; in a later
 * revision too, unless it failed: it was paid for, and maybe only its download broke.
 */
async function videoOf(proofread: Proofread, makeVideo: MakeVideo): Promise<string> {
  const { task, context, vendor } = proofread
  const { checkpoint, signal } = context
  const { revision = 1 } = task
  const saved = checkpoint.value as VideoCheckpoint | undefined
  const isOwn = saved?.revision === revision
  if (saved?.video !== undefined && (isOwn || (await goesOn(vendor.client, saved.video, signal)))) {
    if (!isOwn) await checkpoint.save({ video: saved.video, revision } satisfies VideoCheckpoint)
    return saved.video
  }
  const wasLost = saved !== undefined && saved.video === undefined
  const asked = wasLost ? saved.revision : revision
  const key = `${task.id}-r${asked}`
  await checkpoint.save({ revision: asked } satisfies VideoCheckpoint)
  // The vendor forgets keys after a day. A video that it does not list is begun with the same key.
  const lost = wasLost ? await findStarted(key, vendor.client, signal) : undefined
  const video = lost ?? (await startVideo(proofread, makeVideo, key))
  await checkpoint.save({ video, revision } satisfies VideoCheckpoint)
  return video
}

async function startVideo(
  { id, task, context, vendor }: Proofread,
  makeVideo: MakeVideo,
  idempotencyKey: string,
): Promise<string> {
  const { cues, language, options } = task
  const { client } = vendor
  const { signal } = context
  if (cues) await sendEdits({ client, id, signal }, (page) => proofreadEdits(cues, page, language))
  return await makeVideo(client, id, { idempotencyKey, signal, options })
}
