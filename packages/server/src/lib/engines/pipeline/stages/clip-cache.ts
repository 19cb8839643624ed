import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { flacToWav, wavToFlac } from '../../../media/convert.ts'
import type { TaskContext } from '../../engine.ts'
import type { ClipCache } from '../speech/fit/takes.ts'

/**
 * Clips shared by all tasks and attempts of a translation, so that nothing is spoken twice after a
 * restart or when a target runs again. They outlive the task, so they are stored as lossless FLAC.
 * @param folder for the decoded clips
 */
export function createClipCache(
  { files, signal }: Pick<TaskContext, 'files' | 'signal'>,
  folder: string,
): ClipCache {
  return {
    async find(hash) {
      const key = await files.findShared(clipName(hash))
      if (key === undefined) return undefined
      const path = join(folder, `${randomUUID()}.wav`)
      await flacToWav(await files.get(key), path, signal)
      return path
    },
    async store(hash, path) {
      // Two cues with the same text may be stored at the same time, so the file name is random.
      const compressed = join(folder, `${randomUUID()}.flac`)
      await wavToFlac(path, compressed, signal)
      await files.putShared(compressed, clipName(hash))
      await rm(compressed, { force: true })
    },
  }
}

/** Finds clips that this attempt has stored or found before, without decoding them again. */
export function withOwnClips(cache: ClipCache): ClipCache {
  const own = new Map<string, string>()
  return {
    async find(hash) {
      const path = own.get(hash) ?? (await cache.find(hash))
      if (path !== undefined) own.set(hash, path)
      return path
    },
    async store(hash, path) {
      await cache.store(hash, path)
      own.set(hash, path)
    },
  }
}

function clipName(hash: string): string {
  return `clip-${hash}.flac`
}
