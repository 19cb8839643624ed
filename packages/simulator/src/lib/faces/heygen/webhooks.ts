import type { SimulatedJob } from '../../backend/job.ts'
import { hmacSha256, toHex } from '../../backend/hmac.ts'
import type { Backend } from '../../backend/backend.ts'
import { detailsOf, endOf } from './view.ts'

/** The endpoints, the past events, and the sending of new ones. */
export interface HeygenWebhooks {
  readonly endpoints: Map<string, Endpoint>
  /** The last thousand events, the newest at the end. */
  readonly events: Event[]
  /** Sends an event at the end of a job. */
  follow(job: SimulatedJob): void
  /** Sends an event once all the jobs have ended. */
  followAll(jobs: readonly SimulatedJob[], url: string | undefined, data: () => Record<string, unknown>): void
}

export interface Endpoint {
  id: string
  url: string
  /** Types of events that it receives; null for all. */
  events: string[] | null
  secret: string
  createdAtMs: number
}

export interface Event {
  id: string
  type: string
  data: Record<string, unknown>
  atMs: number
}

const MAX_EVENTS = 1000

/** Types of events that the face sends. HeyGen has more, for other resources. */
export const EVENT_TYPES: Readonly<Record<string, string>> = {
  'video_translate.success': 'A translated video is ready.',
  'video_translate.fail': 'A translation has failed.',
  'proofread_creation.success': 'Subtitles can be edited.',
  'proofread_creation.fail': 'A session of proofreading has failed.',
  'batch.finished': 'Every item of a batch has ended.',
}

export function createHeygenWebhooks(backend: Backend): HeygenWebhooks {
  const endpoints = new Map<string, Endpoint>()
  const events: Event[] = []

  const follow = (job: SimulatedJob): void => {
    backend.jobs.onEnds(job, ({ view, target }) => {
      if (target) return
      const { event, data } = endOf(view, backend)
      publish(job, event, data, detailsOf(job).callbackUrl)
    })
  }

  const followAll = (
    jobs: readonly SimulatedJob[],
    url: string | undefined,
    data: () => Record<string, unknown>,
  ): void => {
    let open = jobs.length
    for (const job of jobs)
      backend.jobs.onEnds(job, ({ target }) => {
        if (!target && --open === 0) publish(job, 'batch.finished', data(), url)
      })
  }

  const publish = (
    job: SimulatedJob,
    type: string,
    data: Record<string, unknown>,
    callbackUrl: string | undefined,
  ): void => {
    const event = { id: `evt_${backend.ids.hex('event')}`, type, data, atMs: backend.clock.nowMs() }
    if (events.push(event) > MAX_EVENTS) events.shift()
    if (callbackUrl) send(job, event, { url: callbackUrl, secret: backend.settings.webhookSecret })
    for (const endpoint of endpoints.values())
      if (endpoint.events?.includes(type) !== false) send(job, event, endpoint)
  }

  /**
   * Sends one webhook. UNVERIFIED: the headers are those that public receivers use; no vendor
   * document shows them.
   */
  const send = (
    job: SimulatedJob,
    { id, type, data }: Event,
    { url, secret }: Pick<Endpoint, 'url' | 'secret'>,
  ): void => {
    const body = JSON.stringify({ event_type: type, event_data: data })
    const headers = async (sentAtMs: number) => ({
      'heygen-signature': toHex(await hmacSha256(secret, body)),
      'heygen-timestamp': String(Math.floor(sentAtMs / 1000)),
      'heygen-event-id': id,
    })
    backend.webhooks.send({ url, job, event: type, body, headers })
  }

  return { endpoints, events, follow, followAll }
}
