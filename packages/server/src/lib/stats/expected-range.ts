import { isFinal, type SecondsRange } from 'video-translation-client'
import type { TaskRecord, TranslationRecord } from '../store/records.ts'
import type { FinishedTarget } from '../store/store.ts'
import { paceOf, quantile } from './summarize.ts'

/**
 * Finds the pace of an engine in a language: seconds of work for a minute of the source, from the
 * tenth to the ninetieth percentile. Undefined: too little is known.
 */
export type FindPace = (engine: string, language: string) => SecondsRange | undefined

/** With fewer, the range would say more than is known. */
const MIN_TARGETS = 5

/** What targets that have ended tell about others. One that waited for a person tells nothing. */
export function measurePaces(targets: readonly FinishedTarget[]): FindPace {
  const plain = targets.filter(({ revision, hasReview }) => revision === 1 && !hasReview)
  const groups = Map.groupBy(plain, ({ engine, language }) => keyOf(engine, language))
  const ranges = new Map([...groups].map(([key, group]) => [key, rangeOf(group)]))
  return (engine, language) => ranges.get(keyOf(engine, language))
}

function keyOf(engine: string, language: string): string {
  return `${engine} ${language}`
}

function rangeOf(targets: readonly FinishedTarget[]): SecondsRange | undefined {
  const paces = targets.flatMap(paceOf).toSorted((one, other) => one - other)
  if (paces.length < MIN_TARGETS) return undefined
  return { low: quantile(paces, 0.1), high: quantile(paces, 0.9) }
}

/**
 * How long a running translation still takes, by the pace of those before it: for each target the
 * part that is not done, and the slowest target counts. It contains `expectedSeconds`, which is
 * measured in the run itself. Undefined where a target waits for its turn, or was done before.
 */
export function expectedSecondsRange(
  { engine, status, revision, source, sourceTask, targetTasks, expectedSeconds }: TranslationRecord,
  findPace: FindPace,
): SecondsRange | undefined {
  const before = isFinal(sourceTask.status) ? 0 : sourceTask.expectedSeconds
  const open = targetTasks.filter((task) => !isFinal(task.status))
  const waiting = open.filter((task) => task.status !== 'running')
  // A single target begins as soon as its source is prepared.
  const waits = waiting.length > 0 && (open.length > 1 || isFinal(sourceTask.status))
  if (status !== 'running' || revision > 1 || before === undefined || waits) return undefined
  const minutes = (source.durationSeconds ?? 0) / 60
  const ranges = open.map((task) => remaining(task, findPace(engine, task.language ?? ''), minutes))
  const known = ranges.filter((range) => range !== undefined)
  if (minutes === 0 || known.length === 0 || known.length < ranges.length) return undefined
  const low = before + Math.max(...known.map((range) => range.low))
  const high = before + Math.max(...known.map((range) => range.high))
  return {
    low: Math.floor(Math.min(low, expectedSeconds ?? low)),
    high: Math.ceil(Math.max(high, expectedSeconds ?? high)),
  }
}

function remaining(
  { progress = 0 }: TaskRecord,
  pace: SecondsRange | undefined,
  minutes: number,
): SecondsRange | undefined {
  if (pace === undefined) return undefined
  const left = (1 - progress) * minutes
  return { low: left * pace.low, high: left * pace.high }
}
