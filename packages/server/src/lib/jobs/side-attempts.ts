import type { FileStore } from '../files/file-store.ts'
import type { EndedSideTask } from '../store/side-task-store.ts'
import { sidePrefix } from './task-context.ts'

/** Removes the files of the attempts up to one. */
export async function removeAttempts(
  { translationId, id, attempt }: EndedSideTask,
  files: FileStore,
): Promise<void> {
  for (let each = 1; each <= attempt; each++) await files.removeAll(attemptPrefix(translationId, id, each))
}

/** Where the files of an attempt are. */
export function attemptPrefix(translationId: string, id: string, attempt: number): string {
  return `${sidePrefix(translationId, id)}a${attempt}/`
}
