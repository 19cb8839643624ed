import { type Outcome, VideoTranslationClient, type WaitOptions } from 'video-translation-client'
import { createJobServer } from './job-server.ts'
import type { Job } from './laws.ts'
import type { Trace, Wait } from './trace.ts'
import { startVirtualTime } from './virtual-time.ts'

/** How the client waits: its own options. */
export interface ClientWait {
  options: WaitOptions
  /** Whether the wait follows a create, which has just told the state, or begins by asking. */
  begins: 'created' | 'asking'
}

/** One that never ends, for longer than any timeout. */
const ENDLESS: Job = { seconds: Infinity }
const MOST_REQUESTS = 3000
const SERVER = 'https://translate.example.com'

/** The client loads the model of `expected` when it first needs it, and virtual time does not wait for that: with a history it needs it at once. */
export async function warmUp(): Promise<void> {
  const server = createJobServer(() => 0)
  const isLoaded = Promise.withResolvers<void>()
  const history = { load: async () => (isLoaded.resolve(), {}), note: () => {} }
  server.next({ seconds: 0 })
  await using client = new VideoTranslationClient(SERVER, { fetch: server.fetch, waiting: { history } })
  const request = { source: 'https://example.com/talk.mp4', to: ['es'] }
  await client.translate(request, { schedule: 'fixed', minDelayMs: 10 })
  await isLoaded.promise
}

/**
 * Waits for jobs one after another with one client, the real one, in virtual time. At the timeout everybody asks once more, as
 * {@link replay} has it.
 */
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
  const all = {
    transport: 'polling',
    timeoutMs: timeoutSeconds * 1000,
    ...options,
    settle: true,
  } as const
  const request = { source: 'https://example.com/talk.mp4', to: ['es'] }
  if (begins === 'created') return await client.translate(request, all)
  const { id } = await client.create(request)
  return await client.wait(id, all)
}

function waitOf(job: Job, askedSeconds: Trace, isNoticed: boolean, timeoutSeconds: number): Wait {
  const requests = askedSeconds.length + (isNoticed ? 0 : 1)
  if (job.seconds > timeoutSeconds) return { requests }
  const noticedSeconds = isNoticed ? (askedSeconds.at(-1) as number) : timeoutSeconds
  return { requests, delaySeconds: Math.max(0, noticedSeconds - job.seconds) }
}

/** When the client asks about a job that does not end, by a schedule that looks at nothing but its own past. */
export async function recordClient(
  wait: ClientWait,
  horizonSeconds: number,
  seed: number,
  times: number,
): Promise<Trace[]> {
  const traces: Trace[] = []
  for (let i = 0; i < times; i++) {
    const time = startVirtualTime(seed + i)
    const server = createJobServer(time.now)
    try {
      await using client = new VideoTranslationClient(SERVER, { fetch: server.fetch })
      server.next(ENDLESS)
      void begin(client, wait, horizonSeconds).catch(() => {})
      for (let untilMs = 0; server.askedMs.length < MOST_REQUESTS && untilMs < horizonSeconds * 1000;)
        await time.runUntil((untilMs += 60_000))
    } finally {
      time.stop()
    }
    traces.push(server.askedMs.slice(0, MOST_REQUESTS).map((ms) => ms / 1000))
  }
  return traces
}
