import { VideoTranslationError } from 'video-translation-client'
import type { Task, TaskContext } from '../../engine.ts'
import { goesOn } from './goes-on.ts'
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
 * vendor's response may be lost; it is found again and never paid for twice. A later revision goes
 * on with a job that has not failed: the result was not fetched, or the wait for it was canceled.
 */
export async function findOrStart(
  task: Pick<Task, 'id' | 'revision'>,
  context: TaskContext,
  client: HostedClient,
  request: () => Promise<JobRequest>,
): Promise<string> {
  const { checkpoint } = context
  const { revision = 1 } = task
  const last = checkpoint.value as JobCheckpoint | undefined
  // What others keep in the checkpoint stays.
  const save = (id?: string) =>
    checkpoint.save({ ...last, started: true, id, revision } satisfies JobCheckpoint)
  const known = await findKnown(task, context, client)
  if (known !== undefined) {
    if (known !== last?.id || last.revision !== revision) await save(known)
    return known
  }
  // The vendor may start the job and its response may be lost, so the attempt is recorded first.
  await save()
  const reference = referenceOf(task)
  const id = await start({ ...(await request()), reference, idempotencyKey: reference }, client, context)
  await save(id)
  return id
}

/** The job of an earlier attempt, or of an earlier revision that can still be used. */
async function findKnown(
  task: Pick<Task, 'id' | 'revision'>,
  { checkpoint, signal }: TaskContext,
  client: HostedClient,
): Promise<string | undefined> {
  const { revision = 1 } = task
  const last = checkpoint.value as JobCheckpoint | undefined
  if (!last?.started) return undefined
  const reference = referenceOf({ id: task.id, revision: last.revision })
  const id = last.id ?? (await findStarted(reference, client, signal))
  if (id === undefined || (last.revision ?? 1) === revision) return id
  return (await goesOn(client, id, signal)) ? id : undefined
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

/** After an error that is not final, the next attempt looks for a job already started. */
async function start(
  request: HostedRequest,
  client: HostedClient,
  { signal, progress }: TaskContext,
): Promise<string> {
  return (await client.create(request, { signal, onUpload: () => progress({}) })).id
}
