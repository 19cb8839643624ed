import type { TargetTask, TaskContext } from '../../engine.ts'
import type { LinedJob } from '../lines/send-edits.ts'
import type { InTurn } from './turns.ts'

/** The work on one language of a project. */
export interface TargetDub extends LinedJob {
  task: TargetTask
  context: TaskContext
  inTurn: InTurn
}

/** What was asked for once, and must not be asked for again. */
export interface TargetCheckpoint {
  /** The revision of the translation in which texts were opened. */
  reopenedIn?: number
  /** The languages that the project had just before this one was added. */
  before?: string[]
}

export function readCheckpoint({ context }: TargetDub): TargetCheckpoint {
  return (context.checkpoint.value as TargetCheckpoint | undefined) ?? {}
}

export async function saveCheckpoint(dub: TargetDub, news: TargetCheckpoint): Promise<void> {
  await dub.context.checkpoint.save({ ...readCheckpoint(dub), ...news } satisfies TargetCheckpoint)
}
