import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Cue, CueEdit } from 'video-translation-client'
import { CueSession } from './cue-session.ts'
import type { KeptChange } from './kept-changes.ts'

const CUE: Cue = {
  id: 'c1',
  start: 0,
  end: 2,
  text: 'One',
  targets: { es: { text: 'Uno', approved: false, state: 'current', author: 'machine' } },
}

let kept: Map<string, KeptChange>
let sent: CueEdit[]
/** The revision that each request named. */
let revisions: number[]
let pictures: (() => void)[]
let session: CueSession
let heard: number
/** How long the server takes for an edit. */
let answerMs: number
/** The cues that the server says an edit has changed. */
let changed: Cue[]

beforeEach(async () => {
  vi.useFakeTimers()
  kept = new Map()
  sent = []
  revisions = []
  pictures = []
  heard = 0
  answerMs = 0
  changed = []
  const requests = {
    read: async () => ({ revision: 1, applied: {}, items: [CUE] }),
    edit: async (revision: number, edits: readonly CueEdit[]) => {
      sent.push(...edits)
      revisions.push(revision)
      if (answerMs > 0) await new Promise((resolve) => setTimeout(resolve, answerMs))
      return { revision: revision + 1, changed, removed: [] }
    },
    lost: () => {},
    unapproved: () => {},
  }
  const store = {
    read: () => new Map(kept),
    write: (changes: ReadonlyMap<string, KeptChange>) => void (kept = new Map(changes)),
  }
  session = new CueSession('es', requests, store, (work) => pictures.push(work))
  await session.load()
  session.listen(() => heard++)
})

afterEach(() => vi.useRealTimers())

test('a letter is there at once, and everything that follows from it comes after the picture', () => {
  for (const typed of ['U', 'Un']) session.type('c1', { text: typed })
  expect([session.get('c1')?.targets['es']?.text, heard, kept.size]).toEqual(['Un', 0, 0])
  for (const show of pictures) show()
  expect([heard, kept.get('c1')?.change, session.state.canUndo]).toEqual([1, { text: 'Un' }, true])
})

test('a change that is no letter is told at once, with the letters before it', () => {
  session.type('c1', { text: 'Una' })
  session.change('c1', { approved: true })
  expect([heard, kept.get('c1')?.change]).toEqual([1, { text: 'Una', approved: true }])
})

test('a new result is told although no cue has changed', async () => {
  await session.load()
  expect([heard, session.state]).toEqual([1, expect.objectContaining({ revision: 1, reads: 2 })])
})

test('where the page ends before the picture, the last letter is kept and sent', async () => {
  session.type('c1', { text: 'Una' })
  session.tell()
  expect(kept.get('c1')?.change).toEqual({ text: 'Una' })
  session.type('c1', { text: 'Unas' })
  session.close()
  await vi.advanceTimersByTimeAsync(0)
  expect(sent).toEqual([{ op: 'set', cue: 'c1', target: 'es', text: 'Unas' }])
})

test('what is typed while a request is on its way is sent once, also if all is to be saved now', async () => {
  answerMs = 100
  session.type('c1', { text: 'Una' })
  await vi.advanceTimersByTimeAsync(600)
  session.type('c1', { text: 'Unas' })
  const seen = session.saveSeen()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await seen).toBe(true)
  expect(sent.map((edit) => edit.op === 'set' && edit.text)).toEqual(['Una', 'Unas'])
})

test('what is typed while lines are divided is sent after that, for the revision that it makes', async () => {
  answerMs = 1_000
  const divided = session.restructure({ op: 'delete', cue: 'c9' })
  session.type('c1', { text: 'Una' })
  await vi.advanceTimersByTimeAsync(5_000)
  await divided
  expect(revisions).toEqual([1, 2])
})

test('what is typed in a line while it is merged does not replace the words of the other line', async () => {
  answerMs = 1_000
  changed = [{ ...CUE, targets: { es: { ...CUE.targets['es'], text: 'Uno dos' } } } as Cue]
  const merged = session.restructure({ op: 'merge', cues: ['c1', 'c2'] })
  await vi.advanceTimersByTimeAsync(10)
  session.type('c1', { text: 'Una' })
  await vi.advanceTimersByTimeAsync(5_000)
  await merged
  expect([sent.map(({ op }) => op), session.state.save]).toEqual([['merge'], 'asks'])
})

test('what a split or a merge has changed is told like what was typed, so that it is spoken ahead', async () => {
  changed = [{ ...CUE, end: 1 }]
  await session.restructure({ op: 'split', cue: 'c1', at: 1 })
  expect(session.state.lastSaved).toBe(changed)
})
