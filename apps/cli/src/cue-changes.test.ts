import { expect, test } from 'vitest'
import type { Cue, CuePage } from 'video-translation-client'
import { changesOf } from './cue-changes.ts'

const { signal } = new AbortController()

/** A page of cues with these texts in Spanish. */
function pageOf(revision: number, texts: Record<string, string>): CuePage {
  const items = Object.entries(texts).map(([id, text], at): Cue => {
    const es = { text, approved: false, state: 'current' as const }
    return { id, start: at, end: at + 1, text: `Line ${at}`, targets: { es } }
  })
  return { revision, items } as CuePage
}

const BASE = pageOf(4, { c1: 'Uno', c2: 'Dos', c3: 'Tres' })

function changes(page: CuePage, file: object) {
  const asked: unknown[] = []
  const client = {
    cues: async (id: string, request: object = {}) => {
      asked.push({ id, ...request })
      return BASE
    },
  }
  const correction = { id: 'tr_1', page, file: JSON.stringify(file), to: 'es' }
  return { asked, made: changesOf(client, correction, signal) }
}

test('a file of JSON does not take back what others have edited since it was printed', async () => {
  const now = pageOf(6, { c1: 'Uno', c2: 'Dos, mejor', c3: 'Tres' })
  const file = pageOf(4, { c1: 'Uno y medio', c2: 'Dos', c3: 'Tres' })
  const { asked, made } = changes(now, file)
  expect((await made).edits).toEqual([{ op: 'set', cue: 'c1', target: 'es', text: 'Uno y medio' }])
  expect(asked).toMatchObject([{ id: 'tr_1', revision: 4, target: 'es' }])
})

test('it is refused if others have changed the same, or removed the cue', async () => {
  const file = pageOf(4, { c1: 'Uno', c2: 'Dos y medio', c3: 'Tres y medio' })
  const now = pageOf(6, { c1: 'Uno, mejor', c2: 'Dos, mejor' })
  await expect(changes(now, file).made).rejects.toMatchObject({
    exitReason: 'badInput',
    message: expect.stringContaining('c2, c3'),
  })
  const agreed = pageOf(6, { c1: 'Uno', c2: 'Dos y medio', c3: 'Tres' })
  expect((await changes(agreed, { ...file, items: file.items.slice(0, 2) }).made).edits).toHaveLength(1)
})

test('a file without a revision, and one of the newest, are compared with what is there', async () => {
  const now = pageOf(6, { c1: 'Uno', c2: 'Dos, mejor', c3: 'Tres' })
  const { asked, made } = changes(now, { items: BASE.items })
  expect((await made).edits).toMatchObject([{ cue: 'c2', text: 'Dos' }])
  expect((await changes(now, { ...BASE, revision: 6 }).made).edits).toHaveLength(1)
  expect(asked).toEqual([])
  await expect(changes(now, { nothing: 1 }).made).rejects.toThrow('cues --format json')
})
