import { openAsBlob } from 'node:fs'
import {
  ApiError,
  ConnectionError,
  type Outcome,
  type Translation,
  VideoTranslationError,
} from 'video-translation-client'
import { EngineError } from '../../engine-error.ts'
import type { TargetTask, TaskContext, TaskFiles, TaskResult } from '../engine.ts'
import { collect } from './collect.ts'
import type { HostedClient, HostedRequest, HostedSource, HostedVendor } from './vendor.ts'

/** A vendor that is configured. */
interface Vendor extends Pick<HostedVendor, 'responses' | 'limits'> {
  client: HostedClient
}

/** `id` is the vendor's id of the job. It is saved before the first status request. */
interface VendorCheckpoint {
  started: true
  id?: string
  /** The revision of the translation. Absent: 1. */
  revision?: number
}

/** Has the vendor translate one language. After a restart it waits for the job already started. */
export async function runTarget(
  task: TargetTask,
  context: TaskContext,
  { client, limits, responses }: Vendor,
): Promise<TaskResult> {
  const id = await findOrStart(task, context, client)
  const { signal, log } = context
  log.info({ vendorId: id }, 'The vendor is at work.')
  const stopListening = responses.listen(() => context.progress({}))
  const onUpdate = (translation: Translation) => reportProgress(translation, context)
  const outcome = await client.wait(id, { signal, settle: true, onUpdate }).finally(stopListening)
  if (outcome.result !== 'completed') throw failure(outcome)
  const translation = outcome.translation as Translation
  return {
    artifacts: await collect(translation, task.language, context, { client, limits }),
    warnings: translation.targets.flatMap(({ warnings }) => warnings),
    source: translation.source,
  }
}

async function findOrStart(task: TargetTask, context: TaskContext, client: HostedClient): Promise<string> {
  const { checkpoint, files, signal } = context
  const { revision = 1 } = task
  const last = checkpoint.value as VendorCheckpoint | undefined
  // The job of an earlier revision has ended: a retry needs a new one.
  const saved = (last?.revision ?? 1) === revision ? last : undefined
  if (saved?.id) return saved.id
  const found = saved && (await findStarted(referenceOf(task), client, signal))
  // The vendor may start the job and its response may be lost, so the attempt is recorded first.
  if (!saved) await checkpoint.save({ started: true, revision } satisfies VendorCheckpoint)
  const id = found ?? (await start(await requestOf(task, files), client, context))
  await checkpoint.save({ started: true, id, revision } satisfies VendorCheckpoint)
  return id
}

/** The name of the job at the vendor, by which it is found again. */
function referenceOf({ id, revision = 1 }: TargetTask): string {
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
    // A refusal is final. After another error the next attempt looks for a job already started.
    if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429) throw error
    throw new EngineError(error.code, error.message, { cause: error })
  }
}

async function requestOf(task: TargetTask, files: TaskFiles): Promise<HostedRequest> {
  const { language, from, options, prepared } = task
  const reference = referenceOf(task)
  const source = prepared as HostedSource
  return {
    ...('url' in source
      ? { source: source.url }
      : { source: await openAsBlob(await files.get(source.fileKey)), name: source.name }),
    ...(from !== undefined && { from }),
    to: [language],
    reference,
    idempotencyKey: reference,
    options,
  }
}

function reportProgress({ progress, expectedSeconds, stage }: Translation, context: TaskContext): void {
  context.progress({
    ...(stage && { stage }),
    ...(progress !== undefined && { progress }),
    ...(expectedSeconds !== undefined && { expectedSeconds }),
  })
}

/** A failure at the vendor is final. If it could not be reached, another attempt waits on. */
function failure({ result, error, translation }: Outcome): EngineError {
  const reason = translation?.targets.find((target) => target.error)?.error ?? translation?.error ?? error
  const { code, message } = reason ?? { code: result, message: `The vendor ended with ${result}.` }
  return new EngineError(code, message, { cause: error, retryable: error instanceof ConnectionError })
}
