import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { OpenCue, TranslatedCue } from '../providers/cue.ts'
import { speakCues } from '../speech/speak-cues.ts'
import { createVoice, cuesOf, optionsIn } from '../speech/testing/plain-voice.ts'
import { withOwnClips } from './clip-cache.ts'
import { createSpeakAhead } from './speak-ahead.ts'
import type { Clips } from './synthesize.ts'

let folder: string
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  folder = await mkdtemp(join(tmpdir(), 'ahead-'))
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(folder, { recursive: true })
})

const SECONDS = 1000
/** The fifth line has to hurry, and those beside it with it. */
const CUES = cuesOf(
  [0, 'x'.repeat(30)],
  [10, 'y'.repeat(40)],
  [20, 'z'.repeat(50)],
  [30, 'v'.repeat(50)],
  [40, 'w'.repeat(115)],
  [50, 'u'.repeat(50)],
  [60, 't'.repeat(30)],
  [70, 's'.repeat(30)],
)

/** One whose pace is nearly that of the voice. */
const LANGUAGE = 'ja'

function optionsFor(voice: Voice) {
  return { ...optionsIn(folder, CUES, voice, SECONDS), language: LANGUAGE, charactersPerSecond: 8 }
}

function openTestClips(): Clips {
  return { folder, cache: withOwnClips({ find: async () => new Map(), store: async () => undefined }) }
}

type Voice = ReturnType<typeof createVoice>['voice']

const OPEN = CUES.map(({ id, start, end, text }): OpenCue => ({ id, start, end, text }))

function start(voice: Voice, clips: Clips, { isReady = Promise.resolve(true), cues = OPEN } = {}) {
  const { cast, signal } = optionsFor(voice)
  const whole = { ...cast, identity: '', warnings: [] }
  return createSpeakAhead({
    cues,
    language: LANGUAGE,
    seconds: SECONDS,
    cast: whole,
    pronunciation: {},
    clips,
    signal,
    isReady,
  })
}

/** Adds cues, and lets the translation go on for a moment. */
async function add(ahead: ReturnType<typeof start>, cues: readonly TranslatedCue[]): Promise<void> {
  for (const cue of cues) ahead.add(cue)
  await vi.advanceTimersByTimeAsync(100)
}

test('lines are spoken while others are translated, and each once', async () => {
  const { voice, asked } = createVoice()
  const clips = openTestClips()
  const ahead = start(voice, clips)
  await add(ahead, CUES.slice(0, 4))
  await expect.poll(() => asked.length).toBe(1)
  await add(ahead, CUES.slice(4))
  await expect.poll(() => asked.length).toBeGreaterThan(2)
  await ahead.stop()
  expect(asked.every(({ speed }) => speed === 1)).toBe(true)
  const spoken = asked.map(({ text }) => text)
  await speakCues(CUES, { ...optionsFor(voice), cache: clips.cache })
  const again = asked.slice(spoken.length).map(({ text }) => text)
  expect(again.filter((text) => spoken.includes(text))).toEqual([])
})

test('the result is the one that it would be without it', async () => {
  const { voice, asked } = createVoice()
  const clips = openTestClips()
  const ahead = start(voice, clips)
  await add(ahead, CUES)
  await expect.poll(() => asked.length).toBeGreaterThan(2)
  await ahead.stop()
  const options = optionsFor(voice)
  const { reports } = await speakCues(CUES, { ...options, cache: clips.cache })
  expect(reports).toEqual((await speakCues(CUES, options)).reports)
})

test('a line that was tried again says so in the report, also if it was spoken before its turn', async () => {
  const { voice, asked } = createVoice()
  const speak: Voice['speak'] = async (...call) => ({ ...(await voice.speak(...call)), retries: 1 })
  const clips = openTestClips()
  const ahead = start({ ...voice, speak }, clips)
  await add(ahead, CUES)
  await expect.poll(() => asked.length).toBeGreaterThan(2)
  await ahead.stop()
  const { reports } = await speakCues(CUES, { ...optionsFor({ ...voice, speak }), cache: clips.cache })
  expect(reports.map(({ retries }) => retries)).toEqual(CUES.map(() => 1))
})

test('a line without letters, of which translators tell nothing, keeps no other waiting', async () => {
  const { voice, asked } = createVoice()
  const cues = OPEN.map((cue) => (cue.id === 3 ? { ...cue, text: '♪ ♪' } : cue))
  const ahead = start(voice, openTestClips(), { cues })
  await add(
    ahead,
    CUES.filter(({ id }) => id !== 3),
  )
  await expect.poll(() => asked.length).toBeGreaterThan(1)
  await ahead.stop()
})

test('what was translated before is left to the stage, which finds most of it in the cache', async () => {
  const { voice, asked } = createVoice()
  const last = CUES.at(-1) as TranslatedCue
  const cues = CUES.map(({ translated: known, ...cue }) => (cue.id === last.id ? cue : { ...cue, known }))
  const ahead = start(voice, openTestClips(), { cues })
  await add(ahead, [last])
  await expect.poll(() => asked.length).toBe(1)
  await vi.advanceTimersByTimeAsync(1000)
  await ahead.stop()
  expect(asked.map(({ text }) => text)).toEqual([last.translated])
})

test('nothing is spoken before the voice may be loaded, or if it may not', async () => {
  const { voice, asked } = createVoice()
  const loading = Promise.withResolvers<boolean>()
  const waiting = start(voice, openTestClips(), { isReady: loading.promise })
  await add(waiting, CUES)
  expect(asked).toEqual([])
  await waiting.stop()
  loading.resolve(true)
  const refused = start(voice, openTestClips(), { isReady: Promise.resolve(false) })
  await add(refused, CUES)
  await refused.stop()
  expect(asked).toEqual([])
})

test('after a failure nothing more is spoken, and the stage that needs the line tells it', async () => {
  const { voice, asked } = createVoice({ fails: /x/ })
  const ahead = start(voice, openTestClips())
  await add(ahead, CUES)
  await expect.poll(() => asked.length).toBe(1)
  await ahead.stop()
  expect(asked).toHaveLength(1)
})

test('a translation that ends at once needs nothing ahead', async () => {
  const { voice, asked } = createVoice()
  const ahead = start(voice, openTestClips())
  await vi.advanceTimersByTimeAsync(1000)
  for (const cue of CUES) ahead.add(cue)
  await ahead.stop()
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked).toEqual([])
})
