import type { SideContext } from '../engine.ts'
import type { ClipCache } from './speech/fit/takes.ts'

/** Makes a cache store its clips once the answer is out. */
export type StoreLater = (cache: ClipCache, context: Pick<SideContext, 'afterwards'>) => ClipCache

/**
 * Compressing a clip takes a process, for which nobody waits. Only somebody who hears the same line
 * again at once waits for it, because speaking takes longer.
 */
export function createStoreLater(): StoreLater {
  const storing = new Map<string, Promise<void>>()
  return (cache, { afterwards }) => ({
    async find(hashes) {
      await Promise.all(hashes.map((hash) => storing.get(hash)))
      return await cache.find(hashes)
    },
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
  })
}
