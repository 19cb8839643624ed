import { openAsBlob } from 'node:fs'
import {
  ApiError,
  ConnectionError,
  type Outcome,
  type Translation,
  type VideoTranslationClient,
  VideoTranslationError,
} from 'video-translation-client'
import type { Pace } from '../../net/pace.ts'
import { EngineError, type TargetTask, type TaskContext, type TaskResult } from '../engine.ts'
import type { VendorAnswers } from './answers.ts'
import { collect } from './collect.ts'
import type { HostedRequest } from './hosted-engine.ts'
import type { HostedSource } from './source-task.ts'

type Client = VideoTranslationClient<HostedRequest>

/** What the work needs of the vendor. */
interface Vendor {
  client: Client
  pace?: Pace | undefined
  answers: VendorAnswers
}

/** What survives a restart. `id` is the vendor's, and is there before anything is asked about it. */
interface Checkpoint {
  started: true
  id?: string
}

/** Has one language done by the vendor. A restart goes on waiting for what was started; it starts nothing again. */
export async function runTarget(
  task: TargetTask,
  context: TaskContext,
  { client, pace, answers }: Vendor,
): Promise<TaskResult> {
  const id = await started(task, context, client)
  const { signal, log } = context
  log.info({ vendorId: id }, 'The vendor is at work.')
  const stopListening = answers.listen(id, () => context.progress({}))
  const onUpdate = (translation: Translation) => tell(translation, context)
  const outcome = await client.wait(id, { signal, settle: true, onUpdate }).finally(stopListening)
  if (outcome.result !== 'completed') throw failure(outcome)
  const translation = outcome.translation as Translation
  return {
    artifacts: await collect(translation, task.language, context, { client, pace }),
    warnings: translation.targets.flatMap(({ warnings }) => warnings),
    source: translation.source,
  }
}

async function started(task: TargetTask, context: TaskContext, client: Client): Promise<string> {
  const { checkpoint, files, signal } = context
  const saved = checkpoint.value as Checkpoint | undefined
  if (saved?.id) return saved.id
  const found = saved && (await findStarted(task.id, client, signal))
  // From here on it may have been started, whether or not its answer arrives.
  if (!saved) await checkpoint.save({ started: true } satisfies Checkpoint)
  const id = found ?? (await start(await requestOf(task, files.get), client, context))
  await checkpoint.save({ started: true, id } satisfies Checkpoint)
  return id
}

/** By the reference that it was given, where the vendor can list; where not, the idempotency key has to do. */
async function findStarted(
  reference: string,
  client: Client,
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
  client: Client,
  { signal, progress }: TaskContext,
): Promise<string> {
  try {
    return (await client.create(request, { signal, onUpload: () => progress({}) })).id
  } catch (error) {
    // A refusal stays one; whatever else it is may pass, and the next attempt looks for what this one started.
    if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429) throw error
    throw new EngineError(error.code, error.message, { cause: error })
  }
}

async function requestOf(
  task: TargetTask,
  localPath: (key: string) => Promise<string>,
): Promise<HostedRequest> {
  const { id, language, from, options, prepared } = task
  const source = prepared as HostedSource
  return {
    ...('url' in source
      ? { source: source.url }
      : { source: await openAsBlob(await localPath(source.file)), name: source.name }),
    ...(from !== undefined && { from }),
    to: [language],
    reference: id,
    idempotencyKey: id,
    options,
  }
}

function tell({ progress, expectedSeconds, stage }: Translation, context: TaskContext): void {
  context.progress({
    ...(stage && { stage }),
    ...(progress !== undefined && { progress }),
    ...(expectedSeconds !== undefined && { expectedSeconds }),
  })
}

/** What the vendor says no to stays a no; that it could not be reached may pass, so another attempt goes on waiting. */
function failure({ result, error, translation }: Outcome): EngineError {
  const reason = translation?.targets.find((target) => target.error)?.error ?? translation?.error ?? error
  const { code, message } = reason ?? { code: result, message: `The vendor ended with ${result}.` }
  return new EngineError(code, message, { cause: error, retryable: error instanceof ConnectionError })
}
