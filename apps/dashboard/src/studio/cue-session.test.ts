import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError, type Cue, type CueEdit, type CueEditResult } from 'video-translation-client'
import type { CueChange } from './changes.ts'
import { CueSession } from './cue-session.ts'

const cue = (id: string, start: number, text: string, es: string): Cue => ({
  id,
  start,
  end: start + 2,
  text,
  targets: { es: { text: es, approved: false, state: 'current', author: 'machine' } },
})

/** A server with one list of cues, which others edit, too. */
function createServer() {
  const cues = new Map([cue('c1', 0, 'One', 'Uno'), cue('c2', 3, 'Two', 'Dos')].map((it) => [it.id, it]))
  const server = {
    revision: 1,
    cues,
    requests: [] as CueEdit[][],
    fault: undefined as unknown,
    /** What others did since each revision. */
    news: [] as Cue[],
    other(it: Cue) {
      cues.set(it.id, it)
      server.news.push(it)
      server.revision++
    },
    read: async () => ({ revision: server.revision, applied: {}, items: [...cues.values()] }),
    async edit(revision: number, edits: readonly CueEdit[]): Promise<CueEditResult> {
      if (server.fault) throw server.fault
      server.requests.push([...edits])
      if (revision !== server.revision)
        throw refusal(412, { revision: server.revision, changed: server.news, removed: [] })
      const changed = edits.flatMap((edit) => set(cues, edit))
      server.news = []
      return { revision: ++server.revision, changed, removed: [] }
    },
  }
  return server
}

function set(cues: Map<string, Cue>, edit: CueEdit): Cue[] {
  const old = 'cue' in edit ? cues.get(edit.cue) : undefined
  if (edit.op !== 'set' || !old) return []
  const { es } = old.targets
  if (!es) return []
  const next =
    edit.target === undefined
      ? { ...old, text: edit.text ?? old.text, start: edit.start ?? old.start, end: edit.end ?? old.end }
      : {
          ...old,
          targets: { es: { ...es, text: edit.text ?? es.text, approved: edit.approved ?? es.approved } },
        }
  cues.set(old.id, next)
  return [next]
}

function refusal(status: number, more: object): ApiError {
  const problem = { type: '', title: '', status, code: 'x', detail: 'Not so.', ...more }
  return new ApiError('POST', { status, code: 'x', problem })
}

let server: ReturnType<typeof createServer>
let kept: Map<string, CueChange>
let session: CueSession

const open = async () => {
  const store = {
    read: () => new Map(kept),
    write: (changes: ReadonlyMap<string, CueChange>) => void (kept = new Map(changes)),
  }
  session = new CueSession('es', server, store)
  await session.load()
}

beforeEach(async () => {
  vi.useFakeTimers()
  server = createServer()
  kept = new Map()
  await open()
})

afterEach(() => {
  session.close()
  vi.useRealTimers()
})

const rest = () => vi.advanceTimersByTimeAsync(700)
const text = (id: string) => session.get(id)?.targets['es']?.text

test('typing is shown at once, and sent once when it rests', async () => {
  for (const typed of ['U', 'Un', 'Una']) session.change('c1', { text: typed })
  expect([text('c1'), session.get('c1')?.targets['es']?.state, server.requests.length]).toEqual([
    'Una',
    'stale',
    0,
  ])
  await rest()
  expect(server.requests).toEqual([[{ op: 'set', cue: 'c1', target: 'es', text: 'Una' }]])
  expect([session.state.save, session.state.revision, kept.size]).toEqual(['saved', 2, 0])
})

test('an edit of another line by somebody else is laid below, and nothing is asked', async () => {
  server.other(cue('c2', 3, 'Two', 'Dos, por otra persona'))
  session.change('c1', { text: 'Una' })
  await rest()
  expect([text('c1'), text('c2'), session.state.save]).toEqual(['Una', 'Dos, por otra persona', 'saved'])
  expect(session.conflict('c2')).toBeUndefined()
})

test.each(['mine', 'theirs'] as const)(
  'the same field changed twice is asked, and %s is kept',
  async (choice) => {
    server.other(cue('c1', 0, 'One', 'Uno, de Ana'))
    session.change('c1', { text: 'Uno, mío' })
    session.change('c2', { text: 'Dos, mío' })
    await rest()
    expect(session.conflict('c1')?.targets['es']?.text).toBe('Uno, de Ana')
    expect([text('c1'), server.cues.get('c2')?.targets['es']?.text]).toEqual(['Uno, mío', 'Dos, mío'])
    session.settle('c1', choice)
    await rest()
    const wanted = choice === 'mine' ? 'Uno, mío' : 'Uno, de Ana'
    expect([text('c1'), server.cues.get('c1')?.targets['es']?.text, session.state.save]).toEqual([
      wanted,
      wanted,
      'saved',
    ])
  },
)

test('while the server is away every edit is kept, also over a reload, and sent once when it is back', async () => {
  server.fault = new TypeError('fetch failed')
  session.change('c1', { text: 'Una' })
  await rest()
  expect([session.state.save, kept.size]).toEqual(['kept', 1])
  session.close()
  await open()
  expect(text('c1')).toBe('Una')
  server.fault = undefined
  await vi.advanceTimersByTimeAsync(10_000)
  expect([session.state.save, kept.size, server.requests.length]).toEqual(['saved', 0, 1])
})

test('a refused line says why, and the others are saved', async () => {
  server.fault = refusal(422, { cue: 'c1', rule: 'overlap' })
  session.change('c1', { end: 99 })
  await rest()
  expect(session.refusal('c1')).toBe('Not so.')
  server.fault = undefined
  session.change('c2', { text: 'Dos y medio' })
  await rest()
  expect(server.requests).toEqual([[{ op: 'set', cue: 'c2', target: 'es', text: 'Dos y medio' }]])
  session.change('c1', { end: 2.5 })
  await rest()
  expect([session.refusal('c1'), session.state.save]).toEqual([undefined, 'saved'])
})

test('undo and redo go by what was typed in one go, and leave alone what somebody else changed since', async () => {
  session.change('c1', { text: 'U' })
  session.change('c1', { text: 'Una' })
  await vi.advanceTimersByTimeAsync(2_000)
  session.change('c2', { text: 'Dos más' })
  await rest()
  expect([session.undo(), text('c2')]).toEqual([true, 'Dos'])
  expect([session.undo(), text('c1')]).toEqual([true, 'Uno'])
  expect([session.redo(), text('c1'), session.state.canRedo]).toEqual([true, 'Una', true])
  await rest()
  server.other(cue('c1', 0, 'One', 'Uno, de Ana'))
  await session.load()
  expect([session.undo(), text('c1')]).toEqual([false, 'Uno, de Ana'])
})

test('times are moved, and the lines stay in the order of time', async () => {
  session.change('c1', { start: 6, end: 8 })
  await rest()
  expect(session.state.ids).toEqual(['c2', 'c1'])
})
