import { createHash, randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileStore } from '../files/file-store.ts'

/** Texts that are the same for any number of translations. */
export interface Constants {
  /** Resolves with the key, once durable. */
  put(text: string): Promise<string>
}

/** More than there are languages; what is forgotten is only written once more. */
const MOST_REMEMBERED = 1000

/**
 * Stores each text once: ten thousand simulated translations would otherwise wait for the disk a hundred thousand times.
 * @param draftFolder an existing folder
 */
export function createConstants(files: FileStore, draftFolder: string): Constants {
  const stored = new Map<string, Promise<string>>()
  const store = async (key: string, text: string): Promise<string> => {
    const draft = join(draftFolder, `constant-${randomUUID()}`)
    try {
      await writeFile(draft, text)
      await files.put(key, draft)
      return key
    } finally {
      await rm(draft, { force: true })
    }
  }
  return {
    async put(text) {
      const key = `constants/${createHash('sha256').update(text).digest('hex')}`
      if (stored.size >= MOST_REMEMBERED) stored.clear()
      const storing = stored.get(key) ?? store(key, text)
      stored.set(key, storing)
      try {
        return await storing
      } catch (error) {
        stored.delete(key)
        throw error
      }
    },
  }
}
