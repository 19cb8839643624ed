import type { Translation, TranslationStatus } from 'video-translation-client'
import type { Job } from './laws.ts'

/** A translation server in memory, for jobs whose course is known beforehand. Clocks are virtual. */
export interface JobServer {
  readonly fetch: typeof fetch
  /** The job that the next created translation does; its id. */
  next(job: Job): void
  /** Status requests so far, and the instant of each. */
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
  let count = 0
  return {
    askedMs,
    next: (job) => (coming = job),
    fetch: async (input, init) => {
      const url = new URL(String(input))
      if (init?.method === 'POST') return create()
      askedMs.push(nowMs())
      const ids = url.searchParams.getAll('id')
      if (ids.length > 0) return Response.json({ items: ids.map(state) })
      const translation = state(url.pathname.split('/').at(-1) as string)
      const known = new Headers(init?.headers).get('if-none-match')
      return known === `"${translation.version}"`
        ? new Response(null, { status: 304 })
        : Response.json(translation)
    },
  }

  function create(): Response {
    if (!coming) throw new Error('Nothing was said about the job to create.')
    const id = `tr_${++count}`
    courses.set(id, { job: coming, createdMs: Date.now() })
    return Response.json(state(id), { status: 201 })
  }

  function state(id: string): Translation {
    const { job, createdMs } = courses.get(id) as Course
    const ageMs = Date.now() - createdMs
    const { status, version } = standing(job, ageMs / 1000)
    const at = (seconds: number) => new Date(createdMs + seconds * 1000).toISOString()
    const started = job.queuedSeconds !== undefined && version > 1 && { startedAt: at(job.queuedSeconds) }
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
      ...started,
      ...(version === 3 && { finishedAt: at(job.seconds) }),
    }
  }
}

/** Where the law says nothing of a queue, none is seen. */
function standing(job: Job, ageSeconds: number): { status: TranslationStatus; version: number } {
  // Timers count whole milliseconds, so what ended within this one has ended.
  if (ageSeconds + 0.0005 >= job.seconds)
    return { status: job.outcome === 'error' ? 'error' : 'completed', version: 3 }
  const isQueued = job.queuedSeconds !== undefined && ageSeconds + 0.0005 < job.queuedSeconds
  return isQueued ? { status: 'pending', version: 1 } : { status: 'running', version: 2 }
}

function targetStatus(status: TranslationStatus): 'pending' | 'running' | 'completed' | 'error' {
  return status === 'pending' || status === 'running' || status === 'error' ? status : 'completed'
}
