import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError, type Cue, VideoTranslationError } from 'video-translation-client'
import { createAllowance } from './allowance.ts'
import type { Clip, Speak } from './clips.ts'
import { createHearing, type Hearing } from './hearing.ts'
import { SpeakAhead } from './speak-ahead.ts'

/** One studio: its lines as they stand, and what was asked of its server. */
interface Studio {
  lines: Map<string, Cue>
  hearing: Hearing
  ahead: SpeakAhead
  asked: string[]
  /** Ends the oldest request. */
  answer(outcome?: Clip | Error): Promise<void>
  edit(id: string, text: string): void
  /** What a person does with another line while a request is on its way. */
  others: { nextStart: number | undefined; isFree: boolean }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const cue = (id: string, text: string): Cue => ({
  id,
  start: 0,
  end: 2,
  text,
  targets: { es: { text, approved: false, state: 'stale' } },
})

function openStudio(perMinute = 120): Studio {
  const stored = new Map<string, Cue>()
  const asked: string[] = []
  const open: PromiseWithResolvers<Clip>[] = []
  const others: Studio['others'] = { nextStart: undefined, isFree: true }
  const speak: Speak = (_id, { text }, signal) => {
    asked.push(text)
    const request = Promise.withResolvers<Clip>()
    signal.addEventListener('abort', () => request.reject(signal.reason as Error))
    open.push(request)
    return request.promise
  }
  const lines = { language: 'es', nextStart: () => others.nextStart }
  const hearing = createHearing(lines, {
    speak,
    speakAhead: speak,
    current: async () => undefined,
    play: async () => {},
    stop: () => {},
  })
  const ahead = new SpeakAhead({
    language: 'es',
    hearing,
    allowance: createAllowance(),
    perMinute,
    lineOf: (id) => stored.get(id),
    isFree: async () => others.isFree,
  })
  return {
    lines: stored,
    others,
    hearing,
    ahead,
    asked,
    async answer(outcome = { sound: '/clip' }) {
      const request = open.shift()
      if (outcome instanceof Error) request?.reject(outcome)
      else request?.resolve(outcome)
      await vi.advanceTimersByTimeAsync(0)
    },
    edit(id, text) {
      stored.set(id, cue(id, text))
      ahead.saved([cue(id, text)])
    },
  }
}

const rest = () => vi.advanceTimersByTimeAsync(400)

test('edited lines are spoken one at a time, the newest first, and hearing one asks for nothing more', async () => {
  const { edit, asked, answer, hearing } = openStudio()
  for (const [id, text] of [['c1', 'Uno'], ['c2', 'Dos'], ['c3', 'Tres']] as const) edit(id, text) // prettier-ignore
  await vi.advanceTimersByTimeAsync(399)
  expect(asked).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(asked).toEqual(['Tres'])
  await answer()
  expect(asked).toEqual(['Tres', 'Dos'])
  const heard = hearing.hear(cue('c2', 'Dos'))
  expect(hearing.state).toMatchObject({ cue: 'c2', isPlaying: false })
  await answer()
  await heard
  await hearing.hear(cue('c3', 'Tres'))
  expect(asked).toEqual(['Tres', 'Dos', 'Uno'])
})

test('a line that is typed in again is not spoken until that is saved, and one that is right never', async () => {
  const { lines, edit, ahead, asked, answer } = openStudio()
  edit('c1', 'A medias')
  lines.set('c1', cue('c1', 'A medias y'))
  await rest()
  expect(asked).toEqual([])
  edit('c1', 'A medias y media')
  await rest()
  await answer()
  ahead.saved([
    { ...cue('c2', 'Dicha'), targets: { es: { text: 'Dicha', approved: true, state: 'current' } } },
  ])
  await rest()
  expect(asked).toEqual(['A medias y media'])
})

test('a line that somebody waits for comes first, and is not refused because of the others', async () => {
  const { edit, asked, answer, hearing } = openStudio()
  edit('c1', 'Uno')
  await rest()
  edit('c2', 'Dos')
  const heard = [hearing.hear(cue('c3', 'Tres')), hearing.hear(cue('c1', 'Uno'))]
  await answer(new ApiError('POST: 429', { code: 'too_many_previews', status: 429 }))
  expect(asked).toEqual(['Uno', 'Tres', 'Uno'])
  await answer()
  await answer()
  await Promise.all(heard)
  await rest()
  // The refusal was silent, and the server is left alone for a minute.
  expect(asked).toEqual(['Uno', 'Tres', 'Uno'])
  await vi.advanceTimersByTimeAsync(60_000)
  edit('c2', 'Dos')
  await rest()
  expect(asked.at(-1)).toBe('Dos')
})

test.each([
  new VideoTranslationError('It has no letters.', { code: 'nothing_to_speak' }),
  new ApiError('POST: 422', { code: 'unknown_voice', status: 422 }),
])('a line that cannot be spoken holds up no other: %s', async (error) => {
  const { edit, asked, answer } = openStudio()
  edit('c1', '...')
  await rest()
  await answer(error)
  edit('c2', 'Dos')
  await rest()
  expect(asked).toEqual(['...', 'Dos'])
})

test('behind a line that was not spoken in time no others are queued for ten minutes', async () => {
  const { edit, asked, answer } = openStudio()
  edit('c1', 'Uno')
  await rest()
  await answer(new VideoTranslationError('Not in time.', { code: 'timeout' }))
  await vi.advanceTimersByTimeAsync(9 * 60_000)
  edit('c2', 'Dos')
  await rest()
  expect(asked).toEqual(['Uno'])
  await vi.advanceTimersByTimeAsync(60_000)
  edit('c2', 'Dos')
  await rest()
  expect(asked).toEqual(['Uno', 'Dos'])
})

test('a line whose time was changed by its neighbour, or whose voice costs by now, is not spoken', async () => {
  const { edit, asked, others } = openStudio()
  edit('c1', 'Uno')
  others.nextStart = 1.5
  await rest()
  others.isFree = false
  edit('c1', 'Uno, otra vez')
  await rest()
  expect(asked).toEqual([])
  others.isFree = true
  edit('c1', 'Uno, por fin')
  await rest()
  expect(asked).toEqual(['Uno, por fin'])
})

test('most of what the key may hear in a minute is left to the listener', async () => {
  const { edit, asked, answer } = openStudio(8)
  for (const text of ['Uno', 'Dos', 'Tres']) {
    edit('c1', text)
    await rest()
    await answer()
  }
  expect(asked).toEqual(['Uno', 'Dos'])
  await vi.advanceTimersByTimeAsync(60_000)
  edit('c1', 'Cuatro')
  await rest()
  expect(asked).toEqual(['Uno', 'Dos', 'Cuatro'])
})

test('of many lines that change at once a few are spoken, none while the page is hidden or after it is left', async () => {
  const { lines, ahead, asked, answer, edit } = openStudio()
  const many = Array.from({ length: 500 }, (_, at) => cue(`c${at}`, `Línea ${at}`))
  for (const each of many) lines.set(each.id, each)
  ahead.saved(many)
  ahead.pause()
  await rest()
  expect(asked).toEqual([])
  ahead.resume()
  for (let count = 0; count < 6; count++) await answer()
  expect(asked).toEqual([499, 498, 497, 496, 495].map((at) => `Línea ${at}`))
  edit('c1', 'Uno')
  ahead.stop()
  await rest()
  expect(asked).toHaveLength(5)
})
