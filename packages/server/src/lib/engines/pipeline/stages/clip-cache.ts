import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isStorageFull } from '../../../files/storage-full.ts'
import { inParallel } from '../../../in-parallel.ts'
import { type ClipConversion, convertClips } from '../../../media/convert-clips.ts'
import { wavToFlac } from '../../../media/convert.ts'
import type { TaskContext } from '../../engine.ts'
import type { ClipCache, StoredClip } from '../speech/fit/takes.ts'

/** Clips that are looked for at once. */
const LOOKUPS = 10

/**
 * Clips shared by all tasks and attempts of a translation, so that nothing is spoken twice after a
 * restart or when a target runs again. They outlive the task, so they are stored as lossless FLAC.
 * @param folder for the decoded clips
 */
export function createClipCache(
  { files, signal }: Pick<TaskContext, 'files' | 'signal'>,
  folder: string,
): ClipCache {
  const locate = async (hash: string): Promise<LocatedClip[]> => {
    try {
      const key = await files.findShared(clipName(hash))
      if (key === undefined) return []
      const out = join(folder, `${randomUUID()}.wav`)
      return [{ hash, path: await files.get(key), format: 'flac', out }]
    } catch (error) {
      signal.throwIfAborted()
      if (isStorageFull(error)) throw error
      return []
    }
  }
  return {
    async find(hashes) {
      const located = (await inParallel(hashes, { concurrency: LOOKUPS, signal }, locate)).flat()
      const failures = await convertClips(located, signal)
      const found = located.filter(({ out }) => !failures.has(out))
      return new Map(found.map(({ hash, out }) => [hash, { path: out, retries: 0 }]))
    },
    async store(hash, { path }) {
      // Two cues with the same text may be stored at the same time, so the file name is random.
      const compressed = join(folder, `${randomUUID()}.flac`)
      await wavToFlac(path, compressed, signal)
      await files.putShared(compressed, clipName(hash))
      await rm(compressed, { force: true })
    },
  }
}

/** A stored clip, and where it is decoded to. */
interface LocatedClip extends ClipConversion {
  hash: string
}

/** Finds clips that this attempt has stored or found before, without decoding them again. */
export function withOwnClips(cache: ClipCache): ClipCache {
  const own = new Map<string, StoredClip>()
  return {
    async find(hashes) {
      const others = await cache.find(hashes.filter((hash) => !own.has(hash)))
      for (const [hash, clip] of others) own.set(hash, clip)
      return own
    },
    async store(hash, clip) {
      await cache.store(hash, clip)
      own.set(hash, clip)
    },
  }
}

function clipName(hash: string): string {
  return `clip-${hash}.flac`
}
