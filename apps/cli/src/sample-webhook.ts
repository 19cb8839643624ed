import { randomBytes } from 'node:crypto'
import type { Target, Translation, TranslationStatus, WebhookEventType } from 'video-translation-client'
import type { TranslationWebhook } from 'video-translation-client/webhooks'

interface Sample {
  type: WebhookEventType
  /** The id of the translation. Default: a random one. */
  id?: string | undefined
  reference?: string | undefined
  nowMs: number
}

const STATUSES: Record<WebhookEventType, TranslationStatus> = {
  'translation.completed': 'completed',
  'translation.partial': 'partial',
  'translation.error': 'error',
  'translation.canceled': 'canceled',
  'translation.needs_input': 'needs_input',
  'translation.updated': 'running',
}

/** The body of a webhook as a server sends it, about a translation that does not exist. */
export function sampleWebhook({ type, id, reference, nowMs }: Sample): TranslationWebhook {
  const timestamp = new Date(nowMs).toISOString()
  const status = STATUSES[type]
  const isOver = !['running', 'needs_input'].includes(status)
  const data: Translation = {
    id: id ?? `tr_${randomBytes(16).toString('hex')}`,
    version: 12,
    status,
    engine: 'pipeline',
    source: { name: 'sample.mp4', bytes: 1_000_000, durationSeconds: 25 },
    from: 'en',
    targets: targetsOf(status),
    artifacts: [],
    createdAt: new Date(nowMs - 60_000).toISOString(),
    updatedAt: timestamp,
    startedAt: new Date(nowMs - 55_000).toISOString(),
    ...(isOver && { finishedAt: timestamp }),
    ...(reference !== undefined && { reference }),
    ...(status === 'needs_input' && { review: { stage: 'translation', revision: 1 } }),
    ...(status === 'error' && { error: FAILURE }),
  }
  return { type, timestamp, data }
}

const FAILURE = { code: 'sample', message: 'This is a sample of a failure.' }

function targetsOf(status: TranslationStatus): Target[] {
  if (status === 'partial') return [targetOf('es', 'completed'), targetOf('fr', 'error')]
  return [targetOf('es', status)]
}

function targetOf(language: string, status: Target['status']): Target {
  const isCompleted = status === 'completed'
  const video = { name: `${language}.mp4`, mediaType: 'video/mp4', bytes: 1_200_000 }
  const running = { stage: 'synthesize', progress: 0.6 } as const
  return {
    language,
    status,
    warnings: [],
    artifacts: isCompleted ? [video] : [],
    ...(status === 'running' && running),
    ...(status === 'error' && { error: FAILURE }),
  }
}
