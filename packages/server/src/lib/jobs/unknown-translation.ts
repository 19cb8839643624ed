import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileKey } from '../files/file-key.ts'
import type { FileStore } from '../files/file-store.ts'
import { timeOfId } from '../store/ids.ts'
import type { Store } from '../store/store.ts'
import { filesPrefix } from './task-context.ts'

const TEXT = `The database is older than these files: it has no record of this translation, and none of its removal.
Restore the newer database, or remove this folder.
`

/** Whether a translation without a row is newer than the database, rather than removed by it. */
export function isTooNew(id: string, { gaps }: Pick<Store, 'gaps'>): boolean {
  const madeMs = timeOfId(id)
  return madeMs !== undefined && gaps.some(({ fromMs, toMs }) => madeMs > fromMs && madeMs < toMs)
}

/** The file that protects the folder in later runs, when the database's history covers its time. */
export function markerOf(id: string): FileKey {
  return `${filesPrefix(id)}KEPT.txt`
}

export async function putMarker(id: string, files: FileStore): Promise<void> {
  const draft = join(tmpdir(), randomUUID())
  try {
    await writeFile(draft, TEXT, { mode: 0o600 })
    await files.put(markerOf(id), draft)
  } finally {
    await rm(draft, { force: true })
  }
}
