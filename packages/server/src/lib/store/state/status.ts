import { type Failure, isFinal, STAGES, type Stage, type TranslationStatus } from 'video-translation-client'
import { aggregateStatus } from 'video-translation-client/protocols/define'
import type { TaskRecord } from '../records.ts'

/** The tasks of one translation. Its status follows from them alone. */
export interface Tasks {
  sourceTask: TaskRecord
  targetTasks: TaskRecord[]
}

/** The state of a translation as a whole. It is always derived from the tasks, never set. */
export interface Summary {
  status: TranslationStatus
  progress?: number
  stage?: Stage
  expectedSeconds?: number
  error?: Failure
}

/** The share of the source's preparation in the progress. The targets share the rest evenly. */
const SOURCE_SHARE = 0.2

export function summarize(tasks: Tasks): Summary {
  const status = statusOf(tasks)
  return {
    status,
    progress: progressOf(tasks, status),
    stage: status === 'running' ? stageOf(tasks) : undefined,
    expectedSeconds: isFinal(status) ? undefined : expectedSecondsOf(tasks),
    error: errorOf(tasks, status),
  }
}

/**
 * Final only when no task runs any more, because then child processes and scratch files are gone
 * too. Once a task has started, the translation stays `running` until it ends, so a retry shows no
 * step back.
 */
export function statusOf({ sourceTask, targetTasks }: Tasks): TranslationStatus {
  const all = [sourceTask, ...targetTasks]
  const hasEnded = all.every(({ status }) => isFinal(status))
  const current = hasEnded ? targetTasks : ofNewestRevision(all)
  const status = aggregateStatus(current.map((task) => task.status))
  // A person is asked once all have stopped: what one approves before holds for those that wait.
  if (status === 'needs_input' && current.some((task) => task.status === 'pending')) return 'running'
  return status === 'pending' && current.some(({ startedAt }) => startedAt !== undefined) ? 'running' : status
}

/** What an earlier revision did says nothing about the work of this one. */
function ofNewestRevision(tasks: TaskRecord[]): TaskRecord[] {
  const newest = Math.max(...tasks.map(({ revision }) => revision))
  return tasks.filter(({ revision }) => revision === newest)
}

/**
 * Undefined until a task has reported progress, and for a translation that ended without a result.
 */
function progressOf({ sourceTask, targetTasks }: Tasks, status: TranslationStatus): number | undefined {
  if (isFinal(status)) return status === 'completed' || status === 'partial' ? 1 : undefined
  const all = [sourceTask, ...targetTasks]
  if (all.every((task) => task.progress === undefined && !isFinal(task.status))) return undefined
  const targets = targetTasks.reduce((sum, task) => sum + doneOf(task), 0) / targetTasks.length
  return SOURCE_SHARE * doneOf(sourceTask) + (1 - SOURCE_SHARE) * targets
}

function doneOf(task: TaskRecord): number {
  return isFinal(task.status) ? 1 : (task.progress ?? 0)
}

/** The stage of the task that is furthest behind. */
function stageOf({ sourceTask, targetTasks }: Tasks): Stage | undefined {
  const running = [sourceTask, ...targetTasks].filter(({ status }) => status === 'running')
  return STAGES.find((stage) => running.some((task) => task.stage === stage))
}

/**
 * Targets run in parallel, so the slowest counts. Undefined when a task has no estimate, because a
 * partial sum would mislead.
 */
function expectedSecondsOf({ sourceTask, targetTasks }: Tasks): number | undefined {
  const source = remainingOf(sourceTask)
  const targets = targetTasks.map(remainingOf)
  if (source === undefined || targets.includes(undefined)) return undefined
  return source + Math.max(...targets.map((seconds) => seconds ?? 0))
}

function remainingOf(task: TaskRecord): number | undefined {
  return isFinal(task.status) ? 0 : task.expectedSeconds
}

function errorOf({ sourceTask, targetTasks }: Tasks, status: TranslationStatus): Failure | undefined {
  if (!isFinal(status) || status === 'completed') return undefined
  if (sourceTask.error) return sourceTask.error
  return joinFailures(targetTasks) ?? { code: 'canceled', message: 'The translation was canceled.' }
}

/**
 * Returns a single failure as it is. Lists several by language, under their common code if they
 * have one.
 */
function joinFailures(targets: TaskRecord[]): Failure | undefined {
  const failures = targets.flatMap(({ error, language }) => (error ? [{ ...error, language }] : []))
  const [first, ...others] = failures
  if (first === undefined) return undefined
  if (others.length === 0) return { code: first.code, message: first.message }
  return {
    code: others.every(({ code }) => code === first.code) ? first.code : 'targets_failed',
    message: failures.map(({ language, message }) => `${language}: ${message}`).join(' '),
  }
}
