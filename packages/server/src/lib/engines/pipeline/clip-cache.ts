import type { TaskFiles } from '../engine.ts'
import type { ClipCache } from './speech/fit.ts'

/**
 * Clips shared by all tasks and attempts of a translation: after a restart, and when a target is done again, nothing
 * is spoken twice.
 */
export function createClipCache(files: TaskFiles): ClipCache {
  return {
    async find(hash) {
      const key = await files.findShared(clipName(hash))
      return key === undefined ? undefined : await files.get(key)
    },
    store: (hash, path) => files.putShared(path, clipName(hash)),
  }
}

function clipName(hash: string): string {
  return `clip-${hash}.wav`
}
