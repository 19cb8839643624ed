import { expect, it } from 'vitest'
import { createStoreLater } from './store-later.ts'

it('a clip that is being stored is waited for, and one that cannot be stored is not there', async () => {
  const storeLater = createStoreLater()
  const stored = new Map<string, string>()
  const later: (() => Promise<unknown>)[] = []
  const context = { afterwards: (work: () => Promise<unknown>) => void later.push(work) }
  const clips = {
    find: async (hash: string) => stored.get(hash),
    async store(hash: string, path: string) {
      if (path === 'broken.wav') throw new Error('The disk is gone.')
      stored.set(hash, path)
    },
  }
  const first = storeLater(clips, context)
  await first.store('a', 'a.wav')
  await first.store('b', 'broken.wav')
  const found = Promise.all(['a', 'b', 'c'].map((hash) => storeLater(clips, context).find(hash)))
  await Promise.allSettled(later.map((work) => work()))
  expect(await found).toEqual(['a.wav', undefined, undefined])
})
