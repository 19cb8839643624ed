import { expect, it } from 'vitest'
import type { StoredClip } from '../speech/fit/takes.ts'
import { createStoringClips } from './storing-clips.ts'

it('a clip that is being stored is waited for, and one that cannot be stored is not there', async () => {
  const { storeLater, findStored } = createStoringClips()
  const stored = new Map<string, StoredClip>()
  const later: (() => Promise<unknown>)[] = []
  const context = { afterwards: (work: () => Promise<unknown>) => void later.push(work) }
  const clips = {
    find: async () => new Map(stored),
    async store(hash: string, clip: StoredClip) {
      if (clip.path === 'broken.wav') throw new Error('The disk is gone.')
      stored.set(hash, clip)
    },
  }
  const first = storeLater(clips, context)
  await first.store('a', { path: 'a.wav', retries: 0 })
  await first.store('b', { path: 'broken.wav', retries: 0 })
  const found = [storeLater(clips, context), findStored(clips)].map((cache) => cache.find(['a', 'b', 'c']))
  await Promise.allSettled(later.map((work) => work()))
  for (const each of await Promise.all(found)) expect([...each.keys()]).toEqual(['a'])
})
