import type { TargetTask, TaskContext } from '../../engine.ts'
import { sendEdits } from '../lines/send-edits.ts'
import { goesOn } from '../vendor/goes-on.ts'
import type { HostedClient, ReadyVendor } from '../vendor/vendor.ts'
import { proofreadEdits } from './differences.ts'
import { findListed } from './find-listed.ts'

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
export interface Proofread {
  id: string
  task: TargetTask
  context: TaskContext
  vendor: ReadyVendor
}

interface VideoCheckpoint {
  /** Absent until the vendor has answered. It is saved before the first status request. */
  video?: string
  /** The revision of the translation that asked for it. */
  revision: number
  /** When it was asked for, in milliseconds since 1970. Absent: unknown. */
  askedAtMs?: number
}

/**
 * The vendor's id of the video. After a restart it is the one that was begun before; in a later
 * revision too, unless it failed: it was paid for, and maybe only its download broke.
 */
export async function videoOf(proofread: Proofread, makeVideo: MakeVideo): Promise<string> {
  const { task, context, vendor } = proofread
  const { checkpoint, signal } = context
  const { revision = 1 } = task
  const saved = checkpoint.value as VideoCheckpoint | undefined
  const begun = saved && (await findBegun(proofread, makeVideo, saved))
  if (begun !== undefined && (saved?.revision === revision || (await goesOn(vendor.client, begun, signal)))) {
    await checkpoint.save({ video: begun, revision } satisfies VideoCheckpoint)
    return begun
  }
  await checkpoint.save({ revision, askedAtMs: Date.now() } satisfies VideoCheckpoint)
  const video = await begin(proofread, makeVideo, keyOf(task, revision))
  await checkpoint.save({ video, revision } satisfies VideoCheckpoint)
  return video
}

/** The vendor remembers keys for a day. The rest of it is for clocks that differ. */
const KEPT_MS = 23 * 3_600_000

/**
 * The video that was asked for, also where the answer was lost. As long as the vendor remembers the
 * key, that finds it in one request; later its list does, and what it does not list was not begun.
 */
async function findBegun(
  proofread: Proofread,
  makeVideo: MakeVideo,
  { video, revision, askedAtMs = 0 }: VideoCheckpoint,
): Promise<string> {
  if (video !== undefined) return video
  const { task, context, vendor } = proofread
  const key = keyOf(task, revision)
  const isKept = Date.now() - askedAtMs < KEPT_MS
  const lost = isKept ? undefined : await findListed(key, vendor.client, askedAtMs, context.signal)
  return lost ?? (await begin(proofread, makeVideo, key))
}

function keyOf({ id }: TargetTask, revision: number): string {
  return `${id}-r${revision}`
}

async function begin(
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
