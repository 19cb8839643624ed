import { VideoTranslationError } from 'video-translation-client'
import type { Task, TaskContext } from '../../engine.ts'
import { judgeRefusal } from './failures.ts'
import type { HostedClient, HostedRequest } from './vendor.ts'

/** `id` is the vendor's id of the job. It is saved before the first status request. */
interface JobCheckpoint {
  started: true
  id?: string
  /** The revision of the translation. Absent: 1. */
  revision?: number
}

/** A request without the names by which its job is found again. */
export type JobRequest = Omit<HostedRequest, 'reference' | 'idempotencyKey'>

/**
 * The vendor's id of the job of a task. An earlier attempt may have started it, and its id or the
 * vendor's response may be lost; it is found again and never paid for twice.
 */
export async function findOrStart(
  task: Pick<Task, 'id' | 'revision'>,
  context: TaskContext,
  client: HostedClient,
  request: () => Promise<JobRequest>,
): Promise<string> {
  const { checkpoint, signal } = context
  const { revision = 1 } = task
  const reference = referenceOf(task)
  const last = checkpoint.value as JobCheckpoint | undefined
  // The job of an earlier revision has ended: a retry needs a new one.
  const saved = (last?.revision ?? 1) === revision ? last : undefined
  if (saved?.id) return saved.id
  const found = saved && (await findStarted(reference, client, signal))
  // The vendor may start the job and its response may be lost, so the attempt is recorded first.
  if (!saved) await checkpoint.save({ started: true, revision } satisfies JobCheckpoint)
  const named = async () => ({ ...(await request()), reference, idempotencyKey: reference })
  const id = found ?? (await start(await named(), client, context))
  await checkpoint.save({ started: true, id, revision } satisfies JobCheckpoint)
  return id
}

/** The name of the job at the vendor, by which it is found again. */
function referenceOf({ id, revision = 1 }: Pick<Task, 'id' | 'revision'>): string {
  return revision === 1 ? id : `${id}-r${revision}`
}

/** Finds the job by its reference. Without a list, the idempotency key prevents a second job. */
async function findStarted(
  reference: string,
  client: HostedClient,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    for await (const { id } of client.list({ reference, signal })) return id
  } catch (error) {
    const cannotList = error instanceof VideoTranslationError && error.code === 'not_supported'
    if (!cannotList) throw error
  }
  return undefined
}

async function start(
  request: HostedRequest,
  client: HostedClient,
  { signal, progress }: TaskContext,
): Promise<string> {
  try {
    return (await client.create(request, { signal, onUpload: () => progress({}) })).id
  } catch (error) {
    // After an error that is not final, the next attempt looks for a job already started.
    throw judgeRefusal(error)
  }
}
