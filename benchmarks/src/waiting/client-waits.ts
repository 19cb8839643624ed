import { type Outcome, VideoTranslationClient, type WaitOptions } from 'video-translation-client'
import { createJobServer } from './job-server.ts'
import type { Job } from './laws.ts'
import { recordTraces, type RecordingPlan } from './record.ts'
import type { Trace, Wait } from './trace.ts'
import { startVirtualTime } from './virtual-time.ts'

/** How the client waits. */
export interface ClientWait {
  options: WaitOptions
  /** Whether the wait starts with the answer of `create`, or with a request. */
  begins: 'created' | 'asking'
}

/** The client waits by the `expected` schedule, which learns from every job that ended. */
export const EXPECTED_WAIT: ClientWait = { begins: 'created', options: { schedule: 'expected' } }

/** Outlasts any timeout. */
const ENDLESS: Job = { seconds: Infinity }
const SERVER = 'https://translate.example.com'
const REQUEST = { source: 'https://example.com/talk.mp4', to: ['es'] }

/**
 * Makes the client load the model of `expected`. It loads it on first use, with a history at once,
 * and virtual time would not wait for that.
 */
export async function warmUp(): Promise<void> {
  const server = createJobServer(() => 0)
  const isLoaded = Promise.withResolvers<void>()
  const history = { load: async () => (isLoaded.resolve(), {}), note: () => {} }
  server.next({ seconds: 0 })
  await using client = new VideoTranslationClient(SERVER, { fetch: server.fetch, waiting: { history } })
  await client.translate(REQUEST, { schedule: 'fixed', minDelayMs: 10 })
  await isLoaded.promise
}

/** Waits for jobs one after another with one real client, in virtual time. */
export async function waitForJobs(
  jobs: readonly Job[],
  wait: ClientWait,
  timeoutSeconds: number,
  seed: number,
): Promise<Wait[]> {
  const time = startVirtualTime(seed)
  const server = createJobServer(time.now)
  const waits: Wait[] = []
  try {
    await using client = new VideoTranslationClient(SERVER, { fetch: server.fetch })
    for (const job of jobs) {
      server.next(job)
      const startedMs = time.now()
      const before = server.askedMs.length
      const running = begin(client, wait, timeoutSeconds)
      await time.runUntil(Infinity, running)
      const { result } = await running
      const asked = server.askedMs.slice(before).map((ms) => (ms - startedMs) / 1000)
      waits.push(waitOf(job, asked, result !== 'timeout', timeoutSeconds))
    }
  } finally {
    time.stop()
  }
  return waits
}

async function begin(
  client: VideoTranslationClient,
  { options, begins }: ClientWait,
  timeoutSeconds: number,
): Promise<Outcome> {
  const timeoutMs = timeoutSeconds * 1000
  const all = { transport: 'polling', timeoutMs, ...options, settle: true } as const
  if (begins === 'created') return await client.translate(REQUEST, all)
  const { id } = await client.create(REQUEST)
  return await client.wait(id, all)
}

/** At the timeout there is one more request, as in {@link replay}. */
function waitOf(job: Job, askedSeconds: Trace, isNoticed: boolean, timeoutSeconds: number): Wait {
  const requests = askedSeconds.length + (isNoticed ? 0 : 1)
  if (job.seconds > timeoutSeconds) return { requests }
  const noticedSeconds = isNoticed ? (askedSeconds.at(-1) as number) : timeoutSeconds
  return { requests, delaySeconds: Math.max(0, noticedSeconds - job.seconds) }
}

/** Records a schedule of the client that asks by the clock alone. */
export async function recordClient(wait: ClientWait, plan: RecordingPlan): Promise<Trace[]> {
  return await recordTraces(plan, (nowMs) => {
    const server = createJobServer(nowMs)
    const client = new VideoTranslationClient(SERVER, { fetch: server.fetch })
    server.next(ENDLESS)
    begin(client, wait, plan.horizonSeconds).catch(() => {})
    return { askedMs: server.askedMs, close: () => void client.close() }
  })
}
