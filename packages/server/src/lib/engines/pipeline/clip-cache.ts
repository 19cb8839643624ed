import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { flacToWav, wavToFlac } from '../../media/flac.ts'
import type { TaskContext } from '../engine.ts'
import type { ClipCache } from './speech/fit.ts'

/**
 * Clips shared by all tasks and attempts of a translation: after a restart, and when a target is done again, nothing
 * is spoken twice. They outlive the task, so they are kept compressed, without loss.
 * @param folder for the clips as they are used
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
      // Two cues may say the same at the same time.
      const compressed = join(folder, `${randomUUID()}.flac`)
      await wavToFlac(path, compressed, signal)
      await files.putShared(compressed, clipName(hash))
      await rm(compressed, { force: true })
    },
  }
}

function clipName(hash: string): string {
  return `clip-${hash}.flac`
}
