import type { Translation, TranslationStatus } from 'video-translation-client'
import type { Job } from './laws.ts'

/** A translation server in memory and in virtual time, for jobs with a known course. */
export interface JobServer {
  readonly fetch: typeof fetch
  /** Sets the job of the translations that are created next. */
  next(job: Job): void
  /** The instants of all status requests so far. */
  readonly askedMs: number[]
}

interface Course {
  job: Job
  createdMs: number
}

/** `nowMs` is the virtual clock; `Date.now()` shows the same. */
export function createJobServer(nowMs: () => number): JobServer {
  const courses = new Map<string, Course>()
  const askedMs: number[] = []
  let coming: Job | undefined
  const create = () => {
    if (!coming) throw new Error('Call next() before the first create.')
    const id = `tr_${courses.size + 1}`
    const course = { job: coming, createdMs: Date.now() }
    courses.set(id, course)
    return stateAt(id, course)
  }
  return {
    askedMs,
    next: (job) => (coming = job),
    fetch: async (input, init) => {
      const url = new URL(String(input))
      if (init?.method === 'POST') return Response.json(create(), { status: 201 })
      askedMs.push(nowMs())
      const ids = url.searchParams.getAll('id')
      const stateOf = (id: string) => stateAt(id, courses.get(id) as Course)
      if (ids.length > 0) return Response.json({ items: ids.map(stateOf) })
      const translation = stateOf(url.pathname.split('/').at(-1) as string)
      const known = new Headers(init?.headers).get('if-none-match')
      return known === `"${translation.version}"`
        ? new Response(null, { status: 304 })
        : Response.json(translation)
    },
  }
}

function stateAt(id: string, { job, createdMs }: Course): Translation {
  const { status, version } = standing(job, (Date.now() - createdMs) / 1000)
  const at = (seconds: number) => new Date(createdMs + seconds * 1000).toISOString()
  return {
    id,
    version,
    status,
    engine: 'simulated',
    source: {
      url: 'https://example.com/talk.mp4',
      ...(job.mediaSeconds && { durationSeconds: job.mediaSeconds }),
    },
    targets: [{ language: 'es', status: targetStatus(status), artifacts: [], warnings: [] }],
    artifacts: [],
    createdAt: at(0),
    updatedAt: at(0),
    ...(job.queuedSeconds !== undefined && version > 1 && { startedAt: at(job.queuedSeconds) }),
    ...(version === 3 && { finishedAt: at(job.seconds) }),
  }
}

/** A job without `queuedSeconds` is never seen in the queue. */
function standing(job: Job, ageSeconds: number): { status: TranslationStatus; version: number } {
  // Timers count whole milliseconds, so a job that ends within this one has ended.
  if (ageSeconds + 0.0005 >= job.seconds)
    return { status: job.outcome === 'error' ? 'error' : 'completed', version: 3 }
  const isQueued = job.queuedSeconds !== undefined && ageSeconds + 0.0005 < job.queuedSeconds
  return isQueued ? { status: 'pending', version: 1 } : { status: 'running', version: 2 }
}

function targetStatus(status: TranslationStatus): 'pending' | 'running' | 'completed' | 'error' {
  return status === 'pending' || status === 'running' || status === 'error' ? status : 'completed'
}
