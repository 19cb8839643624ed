import type { Stage, TranslationEvent } from 'video-translation-client'

/** A span of a lane: a stage at work, or a wait. */
export interface Bar {
  what: Stage | 'waiting'
  fromMs: number
  /** Absent while it goes on. */
  toMs?: number
  hasFailed: boolean
}

/** What happened with the source (no language), or with one target. */
export interface Lane {
  language: string | undefined
  bars: Bar[]
}

/** Turns the history into spans, so that waiting and working can be told apart. */
export function lanesOf(events: readonly TranslationEvent[], languages: readonly string[]): Lane[] {
  const lanes = new Map<string | undefined, Bar[]>(
    [undefined, ...languages].map((language) => [language, []]),
  )
  for (const event of events) apply(event, lanes)
  return [...lanes].map(([language, bars]) => ({ language, bars })).filter(({ bars }) => bars.length > 0)
}

type Lanes = Map<string | undefined, Bar[]>

/** Events of the whole translation that have no lane. */
const OF_ALL = new Set(['waiting', 'cancel_requested', 'completed', 'partial'])

function apply({ type, at, stage, language }: TranslationEvent, lanes: Lanes): void {
  const atMs = Date.parse(at)
  const bars = lanes.get(language)
  if (!bars || (language === undefined && OF_ALL.has(type))) return
  // A worker has it, but nothing is done before its first stage.
  if (type === 'started' && !stage) return
  close(bars, atMs, HAS_FAILED.has(type))
  if (type === 'prepared') openTargets(lanes, atMs)
  else if (WAITS_AFTER.has(type)) open(bars, 'waiting', atMs)
  else if (stage && WORKS_AFTER.has(type)) open(bars, stage, atMs)
}

const HAS_FAILED = new Set(['retrying', 'failed'])
const WAITS_AFTER = new Set(['created', 'retrying', 'released', 'recovered'])
const WORKS_AFTER = new Set(['started', 'stage'])

/** The targets wait from the moment on when the source is prepared. */
function openTargets(lanes: Lanes, atMs: number): void {
  for (const [target, bars] of lanes) if (target !== undefined) open(bars, 'waiting', atMs)
}

function open(bars: Bar[], what: Bar['what'], fromMs: number): void {
  bars.push({ what, fromMs, hasFailed: false })
}

function close(bars: Bar[], toMs: number, hasFailed = false): void {
  const last = bars.at(-1)
  if (!last || last.toMs !== undefined) return
  last.toMs = toMs
  last.hasFailed = hasFailed && last.what !== 'waiting'
}

/** From the first begin to the last end, or to now while anything goes on. */
export function spanOf(lanes: readonly Lane[], nowMs: number): { fromMs: number; toMs: number } {
  const bars = lanes.flatMap((lane) => lane.bars)
  const fromMs = Math.min(...bars.map((bar) => bar.fromMs))
  const toMs = Math.max(...bars.map((bar) => bar.toMs ?? nowMs))
  return { fromMs, toMs: Math.max(toMs, fromMs + 1) }
}
