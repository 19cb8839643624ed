import { Counter, Histogram, type Registry } from 'prom-client'
import { createLanguageLabels } from './language-labels.ts'
import { PREFIX } from './prefix.ts'

/** The measurements of the worker of this process. */
export interface TaskMetrics {
  /** A task was claimed, so long after it became due. */
  waited(task: TaskLabels, seconds: number): void
  stageEnded(task: TaskLabels, stage: string, seconds: number): void
  /** An attempt has ended. `lost`: another worker has the task now, or it was deleted. */
  ended(task: TaskLabels, outcome: string, seconds: number): void
}

export interface TaskLabels {
  engine: string
  kind: 'source' | 'target'
  /** Absent for the preparation of a source. */
  language?: string | undefined
}

const SECONDS = [0.1, 0.5, 2, 10, 30, 60, 300, 900, 3600, 14_400]

export function createTaskMetrics(registry: Registry): TaskMetrics {
  const registers = [registry]
  const labelOf = createLanguageLabels()
  const common = ({ engine, language }: TaskLabels) => ({ engine, language: labelOf(language) })
  const histogram = (name: string, help: string, label: string) =>
    new Histogram({
      name: `${PREFIX}${name}`,
      help,
      labelNames: ['engine', 'language', label],
      buckets: SECONDS,
      registers,
    })
  const waits = histogram('task_wait_seconds', 'Time from when a task is due until a worker has it.', 'kind')
  const stages = histogram('stage_duration_seconds', 'Duration of the stages of tasks.', 'stage')
  const runs = histogram('task_run_seconds', 'Duration of the attempts at tasks, by outcome.', 'outcome')
  const lost = new Counter({
    name: `${PREFIX}leases_lost_total`,
    help: 'Tasks that were taken from this process: its lease ran out, or the translation was deleted.',
    registers,
  })
  return {
    waited: (task, seconds) => waits.observe({ ...common(task), kind: task.kind }, seconds),
    stageEnded: (task, stage, seconds) => stages.observe({ ...common(task), stage }, seconds),
    ended(task, outcome, seconds) {
      runs.observe({ ...common(task), outcome }, seconds)
      if (outcome === 'lost') lost.inc()
    },
  }
}
