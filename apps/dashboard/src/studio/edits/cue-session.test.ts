import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError, type Cue, type CueEdit, type CueEditResult } from 'video-translation-client'
import { CueSession } from './cue-session.ts'
import type { KeptChange } from './kept-changes.ts'

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
    lostWords: [] as string[],
    lost: (words: string) => void server.lostWords.push(words),
    takenBack: 0,
    unapproved: () => void server.takenBack++,
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
let kept: Map<string, KeptChange>
let session: CueSession

const open = async () => {
  const store = {
    read: () => new Map(kept),
    write: (changes: ReadonlyMap<string, KeptChange>) => void (kept = new Map(changes)),
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
const es = (id: string) => server.cues.get(id)?.targets['es']?.text

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
  expect([await session.undo(), text('c2')]).toEqual([true, 'Dos'])
  expect([await session.undo(), text('c1')]).toEqual([true, 'Uno'])
  expect([await session.redo(), text('c1'), session.state.canRedo]).toEqual([true, 'Una', true])
  await rest()
  server.other(cue('c1', 0, 'One', 'Uno, de Ana'))
  await session.load()
  expect([await session.undo(), text('c1')]).toEqual([false, 'Uno, de Ana'])
})

test('times are moved, and the lines stay in the order of time', async () => {
  session.change('c1', { start: 6, end: 8 })
  await rest()
  expect(session.state.ids).toEqual(['c2', 'c1'])
})

test('what was kept does not overwrite what somebody else has written since', async () => {
  server.fault = new TypeError('fetch failed')
  session.change('c1', { text: 'Una' })
  session.change('c2', { text: 'Dos, mío' })
  await rest()
  session.close()
  server.fault = undefined
  server.other(cue('c1', 0, 'One', 'Uno, de Ana'))
  await open()
  await rest()
  expect(session.conflict('c1')?.targets['es']?.text).toBe('Uno, de Ana')
  expect([text('c1'), es('c1'), es('c2')]).toEqual(['Una', 'Uno, de Ana', 'Dos, mío'])
  session.settle('c1', 'mine')
  await session.load()
  await rest()
  expect([session.conflict('c1'), es('c1'), kept.size]).toEqual([undefined, 'Una', 0])
})

test('words typed while a request is on its way are not taken for a conflict with it', async () => {
  const answered = Promise.withResolvers<void>()
  const { edit } = server
  server.edit = async (revision, edits) => {
    const result = await edit(revision, edits)
    await answered.promise
    return result
  }
  session.change('c1', { text: 'Un' })
  await rest()
  session.change('c1', { text: 'Una' })
  server.fault = new TypeError('fetch failed')
  answered.resolve()
  await session.load()
  server.fault = undefined
  await vi.advanceTimersByTimeAsync(5_000)
  expect([session.conflict('c1'), es('c1'), session.state.save]).toEqual([undefined, 'Una', 'saved'])
})

test('what was typed is sent when the page is left', async () => {
  session.change('c1', { text: 'Una' })
  session.close()
  await vi.advanceTimersByTimeAsync(0)
  expect([es('c1'), kept.size]).toEqual(['Una', 0])
})

test('what a newer session keeps stays when the last answer of an older one comes', async () => {
  session.change('c1', { text: 'Una' })
  session.close()
  kept.set('c1', { change: { text: 'Una más' }, from: { text: 'Uno' } })
  await vi.advanceTimersByTimeAsync(0)
  expect(kept.get('c1')?.change).toEqual({ text: 'Una más' })
})

test('an edit of the shape after somebody else edited is refused once, and then made', async () => {
  server.other(cue('c2', 3, 'Two', 'Dos, de Ana'))
  const split = () => session.restructure({ op: 'split', cue: 'c1', at: 1 })
  const error = await split().catch((failure: unknown) => failure)
  expect(await session.catchUp(error)).toBe(true)
  expect(text('c2')).toBe('Dos, de Ana')
  await split()
  expect(server.requests.at(-1)).toEqual([{ op: 'split', cue: 'c1', at: 1 }])
  expect(await session.catchUp(refusal(422, {}))).toBe(false)
})

test('words for a line that somebody removed are told, and block nothing', async () => {
  server.fault = new TypeError('fetch failed')
  session.change('c1', { text: 'Una' })
  await rest()
  server.fault = undefined
  server.cues.delete('c1')
  server.revision++
  await session.load()
  expect([server.lostWords, session.state.save, kept.size]).toEqual([['Una'], 'saved', 0])
})

test.each([400, 401, 404, 413])(
  'after %s the line waits for a person, and is not sent again',
  async (status) => {
    const edit = vi.spyOn(server, 'edit').mockRejectedValue(refusal(status, {}))
    session.change('c1', { text: 'Una' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect([edit.mock.calls.length, session.state.save, session.refusal('c1')]).toEqual([
      1,
      'asks',
      'Not so.',
    ])
    expect([text('c1'), kept.size]).toEqual(['Una', 1])
  },
)

test('an answer that comes late lays no older words over newer ones', async () => {
  const old = await server.read()
  vi.spyOn(server, 'read').mockResolvedValue(old)
  session.change('c1', { text: 'Una' })
  await rest()
  await session.load()
  expect([text('c1'), session.state.revision]).toEqual(['Una', 2])
})

test('a step that goes by what was seen waits while a line is refused, in conflict, or new by others', async () => {
  server.fault = refusal(422, { cue: 'c1' })
  session.change('c1', { text: 'Una' })
  expect([await session.saveSeen(), session.state.save]).toEqual([false, 'asks'])
  server.fault = undefined
  server.other(cue('c1', 0, 'One', 'Uno, de Ana'))
  session.change('c1', { text: 'Una, mía' })
  expect([await session.saveSeen(), session.state.save]).toEqual([false, 'asks'])
  session.settle('c1', 'mine')
  expect(await session.saveSeen()).toBe(true)
  server.other(cue('c1', 0, 'One', 'Uno, otra vez de Ana'))
  session.change('c2', { text: 'Dos, mío' })
  expect([await session.saveSeen(), session.state.save]).toEqual([false, 'saved'])
  expect(await session.saveSeen()).toBe(true)
})

test('a tick does not approve what somebody else has written meanwhile, also not after a reload', async () => {
  server.other(cue('c1', 0, 'One', 'Uno, de Ana'))
  session.change('c1', { approved: true, start: 0.5 })
  await rest()
  expect(server.cues.get('c1')).toMatchObject({ start: 0.5, targets: { es: { approved: false } } })
  server.fault = new TypeError('fetch failed')
  session.change('c2', { approved: true })
  await rest()
  session.close()
  await rest()
  server.fault = undefined
  server.other(cue('c2', 3, 'Two', 'Dos, de Ana'))
  await open()
  await rest()
  expect([server.cues.get('c2')?.targets['es']?.approved, server.takenBack]).toEqual([false, 2])
  expect([kept.size, session.state.save]).toEqual([0, 'saved'])
})

test('a tick on own words, or on a line of which others changed only the time, is sent', async () => {
  server.other(cue('c1', 0.5, 'One', 'Uno'))
  session.change('c1', { approved: true })
  session.change('c2', { text: 'Dos, mío', approved: true })
  await rest()
  const approved = ['c1', 'c2'].map((id) => server.cues.get(id)?.targets['es']?.approved)
  expect([approved, server.takenBack]).toEqual([[true, true], 0])
})

test('after a long outage the edits go in parts that the server takes', async () => {
  const ids = Array.from({ length: 300 }, (_, index) => `d${index}`)
  for (const [at, id] of ids.entries()) server.other(cue(id, 10 + at, 'x', 'y'))
  await session.load()
  for (const id of ids) session.change(id, { sourceText: 'z', text: 'w' })
  await session.flush()
  expect(server.requests.map(({ length }) => length)).toEqual([500, 100])
  expect([session.state.save, es('d299')]).toEqual(['saved', 'w'])
})

test('the news of an own edit reads nothing again, and that of another person does', async () => {
  const read = vi.spyOn(server, 'read')
  const edit = server.edit.bind(server)
  vi.spyOn(server, 'edit').mockImplementationOnce(async (revision, edits) => {
    await new Promise((resolve) => setTimeout(resolve, 100))
    return edit(revision, edits)
  })
  session.change('c1', { text: 'Primero' })
  await vi.advanceTimersByTimeAsync(600)
  await Promise.all([session.reach(2), vi.advanceTimersByTimeAsync(100)])
  expect([read.mock.calls.length, session.state.revision]).toEqual([0, 2])
  server.other(cue('c2', 3, 'Two', 'Segundo'))
  await session.reach(3)
  expect(session.get('c2')?.targets['es']?.text).toBe('Segundo')
})
