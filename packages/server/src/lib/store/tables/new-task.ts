import type { TaskRow } from './schema.ts'

/** What the row of a new task begins with. */
export interface NewTask {
  translationId: string
  engine: string
  owner: string
  /** 0 is the source's preparation. */
  position: number
  /** Null for the source. */
  language: string | null
  /** What its first step needs of a worker. Default: no more than the engine. */
  needs?: string | undefined
  /** That of the translation, from 0 to 9. Default: 0. */
  priority?: number | undefined
  ids(): string
}

/** A task that no worker may claim yet. */
export function newTask(task: NewTask): TaskRow {
  const { translationId, engine, owner, position, language, needs = '', priority = 0, ids } = task
  return {
    id: `task_${ids()}`,
    translation_id: translationId,
    position,
    kind: language === null ? 'source' : 'target',
    language,
    engine,
    owner,
    needs,
    priority,
    bytes: 0,
    status: 'pending',
    revision: 1,
    cue_revision: null,
    is_stale: 0,
    options: null,
    stage: null,
    progress: null,
    expected_seconds: null,
    attempt: 0,
    tries: 0,
    worker: null,
    due_at: null,
    checkpoint: null,
    checkpoint_attempt: null,
    output: null,
    artifacts: '[]',
    warnings: '[]',
    error: null,
    started_at: null,
    finished_at: null,
  }
}
