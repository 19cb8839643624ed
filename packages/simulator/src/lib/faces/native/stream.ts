import type { StreamBody } from 'video-translation-client'
import type { Call } from '../../serving/call.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'
import { invalid } from './problem.ts'
import { translationOf } from './view.ts'

const HEARTBEAT_MS = 15_000

/**
 * Streams server-sent events for the ids in the body: states newer than its versions, then each
 * change.
 */
export async function openStream(call: Call, backend: Backend): Promise<Response> {
  const { wanted, after } = readWanted(await call.json())
  const stops: (() => void)[] = []
  const close = () => stops.splice(0).forEach((stop) => stop())
  call.request.signal.addEventListener('abort', close, { once: true })
  const body = new ReadableStream<string>({
    start: (controller) => {
      const write = (text: string) => controller.enqueue(text)
      write(': open\n\n')
      stops.push(beat(write, backend))
      for (const { id, version = 0 } of wanted) stops.push(follow(id, version, write, backend))
      if (after !== undefined) stops.push(followNewer(after, write, backend))
    },
    cancel: close,
  })
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
    },
  })
}

type Wanted = NonNullable<StreamBody['translations']>

/** How often new jobs are looked for, in milliseconds of the client's time. */
const LOOK_MS = 500

function readWanted({ translations = [], filter }: Readonly<Record<string, unknown>>): {
  wanted: Wanted
  after: string | undefined
} {
  const { after, ...others } = (filter ?? {}) as Record<string, unknown>
  if (filter && (typeof after !== 'string' || Object.keys(others).length > 0))
    throw invalid('/filter', 'The stream of the simulator takes ids, and of filters only `after`.')
  if (!Array.isArray(translations) || !translations.every(isWanted))
    throw invalid('/translations', 'It must be a list of `{"id","version"}`; the version is optional.')
  return { wanted: translations, after: after as string | undefined }
}

function isWanted(value: unknown): value is Wanted[number] {
  const { id, version = 0 } = (value ?? {}) as Record<string, unknown>
  return typeof id === 'string' && typeof version === 'number'
}

type Write = (text: string) => void

function follow(id: string, version: number, write: Write, backend: Backend): () => void {
  const job = backend.jobs.get(id)
  if (!job) {
    write(event('missing', { id }))
    return () => {}
  }
  let known = version
  const writeIfNewer = (view: JobView | undefined) => {
    if (!view) return write(event('removed', { id }))
    if (view.version <= known) return
    known = view.version
    write(event('translation', translationOf(view, backend), known))
  }
  // Followed first: an end between the two would never be heard of.
  const stop = backend.jobs.follow(job, writeIfNewer)
  writeIfNewer(backend.jobs.view(job))
  return stop
}

/** Follows every job that is created after this one. */
function followNewer(after: string, write: Write, backend: Backend): () => void {
  const { jobs, clock } = backend
  const stops = new Map<string, () => void>()
  let cancelTimer = () => {}
  const find = () => {
    for (const { id } of jobs.list())
      if (id > after && !stops.has(id)) stops.set(id, follow(id, 0, write, backend))
    cancelTimer = clock.after(LOOK_MS * (clock.speed || 1), find)
  }
  find()
  return () => {
    cancelTimer()
    for (const stop of stops.values()) stop()
  }
}

/**
 * Writes a comment every 15 seconds of the client's time, which shows that the connection is alive.
 */
function beat(write: Write, { clock }: Backend): () => void {
  let cancelTimer = () => {}
  const arm = () => {
    cancelTimer = clock.after(HEARTBEAT_MS * (clock.speed || 1), () => {
      write(': alive\n\n')
      arm()
    })
  }
  arm()
  return () => cancelTimer()
}

function event(name: string, data: unknown, id?: number): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
}
