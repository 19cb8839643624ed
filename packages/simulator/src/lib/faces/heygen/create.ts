import { scenariosPerTarget } from '../../scenarios/per-target.ts'
import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { invalidParameter } from './errors.ts'
import type { Payload } from './payload.ts'
import type { HeygenWebhooks } from './webhooks.ts'

/** Creates one job for each language. @throws Refusal 429 if too many jobs run */
export function createJobs(
  call: Call,
  payload: Payload,
  backend: Backend,
  webhooks: HeygenWebhooks,
): SimulatedJob[] {
  const { source, languages, details } = payload
  refuseTooMany(languages.length, backend)
  const scenarios = scenariosPerTarget(languages, call.scenario(source.url))
  return languages.map((language, at) => {
    const job = backend.jobs.create({
      id: backend.ids.hex('job'),
      targets: [language],
      source,
      reference: details.callbackId,
      scenario: scenarios[at] ?? {},
      origin: call.origin,
      details: { ...details },
    })
    webhooks.follow(job)
    return job
  })
}

const BUSY_SECONDS = 30

function refuseTooMany(more: number, { jobs, settings }: Backend): void {
  const running = jobs.list().filter((job) => jobs.view(job).endedAtMs === undefined)
  if (running.length + more <= settings.concurrentJobs) return
  throw new Refusal(429, 'rate_limit_exceeded', 'Too many translations run at once.', {
    retryAfterSeconds: BUSY_SECONDS,
  })
}

const KEY = /^[\w:.-]{1,255}$/

/**
 * Answers a repeat under the same `Idempotency-Key` and address like the first request, even with
 * another body. A repeat before the first answer gets 409 without `Retry-After`, which the document
 * does not name.
 */
export async function keyed(
  call: Call,
  { idempotency }: Backend,
  make: () => Promise<Response>,
): Promise<Response> {
  const key = call.header('idempotency-key')
  if (key !== null && !KEY.test(key))
    throw invalidParameter('Idempotency-Key', 'Keys are 1-255 characters from [A-Za-z0-9_:.-]')
  const { method } = call.request
  try {
    return await idempotency.once(key && `${method} ${call.url.pathname} ${key}`, '', make)
  } catch (error) {
    const isOurs = error instanceof Refusal && error.code === 'request_in_progress'
    throw isOurs ? new Refusal(409, error.code, error.message) : error
  }
}
