import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import type { FileReferences } from '../store/records.ts'
import { isIntermediate, taskPrefix } from './task-context.ts'

/** Where tasks and their files are. */
export interface TidyParts {
  store: Pick<Store, 'fileReferences'>
  files: FileStore
}

/**
 * For a finished task, removes files its row does not reference, and intermediates. One that has not ended, or whose row
 * is damaged, keeps everything. To be called when its engine writes no more.
 */
export async function tidyTask(translationId: string, taskId: string, parts: TidyParts): Promise<void> {
  const keys: string[] = []
  for await (const key of parts.files.list(taskPrefix(translationId, taskId))) keys.push(key)
  if (keys.length === 0) return
  const references = await parts.store.fileReferences(translationId)
  const task = references?.find((each) => each.taskId === taskId)
  if (task) await removeUnneeded(keys, task, parts.files)
}

/** @param keys listed before the row was read: what the row of an ended task does not name now, it never will */
export async function removeUnneeded(
  keys: string[],
  task: FileReferences,
  files: FileStore,
): Promise<number> {
  if (!task.isFinal) return 0
  const unneeded = keys.filter((key) => isIntermediate(key) || !task.names(key))
  for (const key of unneeded) await files.remove(key)
  return unneeded.length
}
