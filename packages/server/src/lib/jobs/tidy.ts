import type { FileKey } from '../files/file-key.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import type { FileReferences } from '../store/records.ts'
import { isIntermediate, taskPrefix } from './task-context.ts'

/** The store of the tasks, and of their files. */
export interface TidyParts {
  store: Pick<Store, 'fileReferences'>
  files: FileStore
}

/**
 * Removes the files of an ended task that its row does not refer to, and its intermediate files. A
 * task that has not ended, or has a damaged row, keeps everything. Call it when the engine writes
 * no more.
 */
export async function tidyTask(translationId: string, taskId: string, parts: TidyParts): Promise<void> {
  const keys: FileKey[] = []
  for await (const key of parts.files.list(taskPrefix(translationId, taskId))) keys.push(key)
  if (keys.length === 0) return
  const references = await parts.store.fileReferences(translationId)
  const task = references?.find((each) => each.taskId === taskId)
  if (task) await removeUnneeded(keys, task, parts.files)
}

/**
 * @param keys listed before the row was read: the row of an ended task will never refer to any
 *   other of them
 */
export async function removeUnneeded(
  keys: FileKey[],
  task: FileReferences,
  files: FileStore,
): Promise<number> {
  if (!task.isFinal) return 0
  const unneeded = keys.filter((key) => isIntermediate(key) || !task.mentions(key))
  for (const key of unneeded) await files.remove(key)
  return unneeded.length
}
