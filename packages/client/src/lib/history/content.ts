import type { PastJob } from './past-job.ts'

/** The durations of past jobs by kind: plain data. */
export type Past = Record<string, PastJob[]>

const VERSION = 1
/** The limits of kinds, and of jobs of each kind. The latest are kept. */
const KINDS_LIMIT = 20
const JOBS_LIMIT = 200

const OUTCOMES = ['finished', 'failed', 'abandoned']
const NUMBERS = ['unseenSeconds', 'mediaSeconds', 'queuedSeconds'] as const

export function write(past: Past): string {
  return JSON.stringify({ v: VERSION, kinds: past })
}

/** Returns undefined if this version cannot read the text. Invalid jobs are left out. */
export function read(text: string): Past | undefined {
  const { v, kinds } = parse(text) ?? {}
  if (v !== VERSION || typeof kinds !== 'object' || kinds === null) return undefined
  const known = Object.entries(kinds).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  return bounded(known.map(([kind, jobs]) => [kind, jobs.filter(isPastJob)]))
}

function parse(text: string): { v?: unknown; kinds?: unknown } | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isPastJob(value: unknown): value is PastJob {
  const one = (value ?? {}) as Partial<PastJob>
  return (
    isDuration(one.seconds) &&
    OUTCOMES.includes(String(one.outcome)) &&
    NUMBERS.every((name) => one[name] === undefined || isDuration(one[name])) &&
    (one.hint === undefined || (isDuration(one.hint?.atSeconds) && isDuration(one.hint.expectedSeconds)))
  )
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < Infinity
}

/** Merges two histories. The newer entry of a job replaces the older. */
export function merged(older: Past, newer: Past): Past {
  const kinds = new Map(Object.entries(older))
  for (const [kind, jobs] of Object.entries(newer)) {
    const ids = new Set(jobs.map(({ id }) => id))
    const others = (kinds.get(kind) ?? []).filter(({ id }) => id === undefined || !ids.has(id))
    // The latest kind goes last.
    kinds.delete(kind)
    kinds.set(kind, [...others, ...jobs])
  }
  return bounded([...kinds])
}

function bounded(kinds: [string, PastJob[]][]): Past {
  return Object.fromEntries(kinds.slice(-KINDS_LIMIT).map(([kind, jobs]) => [kind, jobs.slice(-JOBS_LIMIT)]))
}
