import type { SideContext } from '../../engine.ts'
import type { ClipCache } from '../speech/fit/takes.ts'

/**
 * The clips of previews that are being stored. Compressing one takes a process, for which the
 * answer does not wait. A task that needs the line at once waits, because speaking takes longer.
 */
export interface StoringClips {
  /** Makes a cache store its clips once the answer is out. */
  storeLater(cache: ClipCache, context: Pick<SideContext, 'afterwards'>): ClipCache
  /** Makes a cache wait for those that are on their way to it. */
  findStored(cache: ClipCache): ClipCache
}

export function createStoringClips(): StoringClips {
  const storing = new Map<string, Promise<void>>()
  const find = async (cache: ClipCache, hashes: readonly string[]) => {
    await Promise.all(hashes.map((hash) => storing.get(hash)))
    return await cache.find(hashes)
  }
  return {
    findStored: (cache) => ({ ...cache, find: (hashes) => find(cache, hashes) }),
    storeLater: (cache, { afterwards }) => ({
      find: (hashes) => find(cache, hashes),
      async store(hash, clip) {
        const { promise, resolve } = Promise.withResolvers<void>()
        storing.set(hash, promise)
        afterwards(async () => {
          try {
            await cache.store(hash, clip)
          } finally {
            storing.delete(hash)
            resolve()
          }
        })
      },
    }),
  }
}
