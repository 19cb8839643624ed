import type { PastJob } from './past-job.ts'

/** How long jobs took that ended, by kind: plain data. */
export type Past = Record<string, PastJob[]>

const VERSION = 1
/** Kinds kept at most, the latest, and jobs of each: some hundred kilobytes in all. */
const KINDS = 20
const JOBS = 200

const OUTCOMES = ['finished', 'failed', 'abandoned']
const NUMBERS = ['unseenSeconds', 'mediaSeconds', 'queuedSeconds'] as const

export function write(past: Past): string {
  return JSON.stringify({ v: VERSION, kinds: past })
}

/** Undefined for what this version cannot read. Single jobs that make no sense are left out. */
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

/** Both, and of a job that is in both the newer. */
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
  return Object.fromEntries(kinds.slice(-KINDS).map(([kind, jobs]) => [kind, jobs.slice(-JOBS)]))
}
