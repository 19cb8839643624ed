import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CueReport, TranslatedCue } from '../providers/cue.ts'
import type { Synthesizer } from '../providers/providers.ts'
import { speakCues } from './speak-cues.ts'
import { createCache, createVoice, cuesOf, optionsIn, sampleRate } from './testing/plain-voice.ts'
import { createEstimators } from './fit/takes.ts'
import { openWav } from '../../../media/wav.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fit-'))
})
afterEach(() => rm(folder, { recursive: true }))

function optionsFor(cues: TranslatedCue[], synthesizer: Synthesizer, totalSeconds?: number) {
  return optionsIn(folder, cues, synthesizer, totalSeconds)
}

test("a cue with enough time is spoken once, at the voice's own speed", async () => {
  const { voice, asked } = createVoice()
  const cues = cuesOf([0, 'x'.repeat(20)], [10, 'y'.repeat(20)])
  const { reports, clips } = await speakCues(cues, optionsFor(cues, voice))
  expect(asked.map(({ speed }) => speed)).toEqual([1, 1])
  expect(reports.map((row) => [row.slotSeconds, row.dubSeconds, row.overflowSeconds])).toEqual([
    [9.92, 2, 0],
    [990, 2, 0],
  ])
  expect(clips).toMatchObject([
    { id: 1, start: 0 },
    { id: 2, start: 10 },
  ])
})

test('the voice reads amounts in words, and the report has the text as it is written', async () => {
  const { voice, asked } = createVoice()
  const cues = cuesOf([0, 'Costó $4.5 millones.'])
  const { reports } = await speakCues(cues, optionsFor(cues, voice))
  expect(asked[0]?.text).toBe('Costó 4,5 millones de dólares.')
  expect(reports[0]?.translated).toBe('Costó $4.5 millones.')
})

test('a voice that was measured earlier needs one take where a guess needs two', async () => {
  const { voice, asked } = createVoice()
  const cues = cuesOf([0, 'y'.repeat(100)], [9.16, ''])
  const options = { ...optionsFor(cues, voice), estimators: createEstimators(12) }
  await speakCues(cues, options)
  expect(asked).toHaveLength(2)
  await speakCues(cues, options)
  expect(asked).toHaveLength(3)
})

test('a cue that is a little too long is spoken faster, in one take once the voice has been measured', async () => {
  const { voice, asked } = createVoice()
  const cues = cuesOf([0, 'x'.repeat(200)], [100, 'y'.repeat(100)], [109.08, 'z'])
  const { reports } = await speakCues(cues, optionsFor(cues, voice))
  expect(asked.filter(({ text }) => text.startsWith('y'))).toHaveLength(1)
  expect(reports[1]?.speed).toBeGreaterThan(1)
  expect(reports[1]?.overflowSeconds).toBeLessThan(0.01)
})

test('a cue that no speed can fit is stretched within bounds, kept complete and reported', async () => {
  const { voice } = createVoice()
  const cues = cuesOf([0, 'x'.repeat(40)], [2.08, 'y'.repeat(30)], [9, 'z'])
  const { reports, clips } = await speakCues(cues, optionsFor(cues, voice))
  expect(reports[0]).toMatchObject({ speed: 1.2, tempo: 1.25, slotSeconds: 2, offsetSeconds: 0 })
  expect(reports[0]?.overflowSeconds).toBeCloseTo(4 / 1.2 / 1.25 - 2, 2)
  const wav = await openWav(clips[0]?.path ?? '')
  await wav.close()
  expect(wav.samples / sampleRate).toBeCloseTo(reports[0]?.dubSeconds ?? 0, 2)
  // The next one waits for its end, and is almost as fast.
  expect(reports[1]?.offsetSeconds).toBeCloseTo(2.667 + 0.02 - 2.08, 1)
  expect(clips[1]?.start).toBeGreaterThan(2.667)
  expect(rateOf(reports[1])).toBeGreaterThan(1.34)
})

test('a cue starts a little early, and its neighbours share its haste', async () => {
  const { voice } = createVoice()
  const cues = cuesOf([0, 'x'.repeat(20)], [4, 'y'.repeat(20)], [7, 'z'.repeat(25)], [9.08, 'x'.repeat(20)])
  const { reports } = await speakCues(cues, optionsFor(cues, voice, 20))
  expect(reports[2]?.offsetSeconds).toBeCloseTo(-0.1, 1)
  expect(reports.map(({ overflowSeconds }) => overflowSeconds)).toEqual([0, 0, 0, 0])
  const rates = reports.map(rateOf)
  expect(rates[2]).toBeCloseTo(2.5 / 2.1, 1)
  for (const [at, rate] of rates.entries())
    expect(Math.abs(rate - (rates[at - 1] ?? rate))).toBeLessThan(0.151)
})

test('the speed changes by at most 0.15, also where a stretch is too small to be made', async () => {
  const { voice } = createVoice()
  const cues = cuesOf([10, 'x'.repeat(30)], [12.127, 'y'.repeat(10)], [30, 'z'])
  const { reports } = await speakCues(cues, optionsFor(cues, voice))
  const [first = 0, second = 0] = reports.map(rateOf)
  expect(first).toBeCloseTo(1.353, 2)
  expect(first - second).toBeLessThanOrEqual(0.15)
})

test('the last cue ends after the picture rather than in haste', async () => {
  const { voice } = createVoice()
  const cues = cuesOf([0, 'x'.repeat(10)], [5, 'y'.repeat(40)])
  const { reports } = await speakCues(cues, optionsFor(cues, voice, 7))
  expect(rateOf(reports[1])).toBeCloseTo(1.25, 1)
  expect(reports[1]?.overflowSeconds).toBeGreaterThan(0.9)
})

function rateOf(report: CueReport | undefined): number {
  return (report?.speed ?? 0) * (report?.tempo ?? 0)
}

test('a cue without a letter never reaches the voice', async () => {
  const { voice, asked } = createVoice()
  const cues = cuesOf([0, ''], [5, '... ¡!'], [10, 'hola'])
  const { reports, clips } = await speakCues(cues, optionsFor(cues, voice))
  expect(asked.map(({ text }) => text)).toEqual(['hola'])
  expect(reports.map(({ skipped }) => skipped)).toEqual(['empty', 'empty', undefined])
  expect(clips.map(({ id }) => id)).toEqual([3])
})

test('a cue that fails is reported, and the other cues are spoken', async () => {
  const { voice } = createVoice({ fails: /bad/ })
  const cues = cuesOf([0, 'good'], [5, 'bad'], [10, 'good too'])
  const { reports, clips } = await speakCues(cues, optionsFor(cues, voice))
  expect(reports.map(({ skipped }) => skipped)).toEqual([undefined, 'failed', undefined])
  expect(clips.map(({ id }) => id)).toEqual([1, 3])
})

test('the target fails with the reason if every cue fails', async () => {
  const { voice } = createVoice({ fails: /./ })
  const cues = cuesOf([0, 'one'], [5, 'two'])
  await expect(speakCues(cues, optionsFor(cues, voice))).rejects.toMatchObject({
    code: 'synthesis_failed',
    message: expect.stringContaining('the voice broke'),
  })
})

test('after a restart only an edited cue is spoken again', async () => {
  const cache = createCache()
  const { voice, asked } = createVoice()
  const cues = cuesOf([0, 'x'.repeat(40)], [3, 'y'.repeat(20)], [6, 'z'.repeat(20)])
  const first = await speakCues(cues, { ...optionsFor(cues, voice), cache })
  asked.splice(0)
  const second = await speakCues(cues, { ...optionsFor(cues, voice), cache })
  expect(asked).toEqual([])
  expect(second.reports).toEqual(first.reports)
  expect(second.clips.every(({ path }) => existsSync(path))).toBe(true)
  const edited = cues.map((cue) => (cue.id === 2 ? { ...cue, translated: 'new words' } : cue))
  await speakCues(edited, { ...optionsFor(edited, voice), cache })
  expect(asked.map(({ text }) => text)).toEqual(['new words'])
})

test('a corrected line is spoken once, because the pace of the voice is known from the other lines', async () => {
  const { voice, asked } = createVoice()
  const cache = createCache()
  const rows = Array.from({ length: 10 }, (_, at): [number, string] => [at * 2.08, 'veinte letras al menos'])
  const cues = cuesOf(...rows)
  await speakCues(cues, { ...optionsFor(cues, voice), cache })
  asked.length = 0
  const edited = cues.map((cue) => (cue.id === 4 ? { ...cue, translated: 'veintitres letras justo' } : cue))
  await speakCues(edited, { ...optionsFor(edited, voice), cache })
  expect(asked).toHaveLength(1)
})

test('clips of earlier runs are found and stretched at once, whatever their number', async () => {
  const { voice, asked } = createVoice()
  const cache = createCache()
  const texts = Array.from({ length: 25 }, (_, at) => 'x'.repeat(at).padEnd(25, 'y'))
  const cues = cuesOf(...texts.map((text, at): [number, string] => [at * 2.08, text]))
  const options = optionsFor(cues, voice)
  const first = await speakCues(cues, { ...options, cache })
  asked.length = 0
  const [find, convert] = [vi.fn(cache.find), vi.fn(options.convert)]
  const second = await speakCues(cues, { ...options, convert, cache: { ...cache, find } })
  expect(second.reports).toEqual(first.reports)
  expect(asked).toEqual([])
  expect(find).toHaveBeenCalledOnce()
  expect(convert.mock.calls.filter(([clips]) => clips.length > 0)).toHaveLength(1)
})

test('each cue has the voice of its part, and all clips come to one sample rate', async () => {
  const { voice, asked } = createVoice()
  const { voice: other, asked: askedOfOther } = createVoice({ rate: 2000 })
  const cues = cuesOf([0, 'hola'], [5, 'adiós'])
  const options = optionsFor(cues, voice)
  const of = ({ id }: { id: number }) => (id === 2 ? { synthesizer: other, voice: 'b' } : options.cast.main)
  const { clips } = await speakCues(cues, { ...options, cast: { main: options.cast.main, of } })
  expect(asked.map(({ text }) => text)).toEqual(['hola'])
  expect(askedOfOther).toMatchObject([{ text: 'adiós', voice: 'b' }])
  const wavs = await Promise.all(clips.map(({ path }) => openWav(path)))
  await Promise.all(wavs.map((wav) => wav.close()))
  expect(wavs.map((wav) => wav.sampleRate)).toEqual([sampleRate, sampleRate])
})

test('a full disk fails the stage and skips no cue', async () => {
  const { voice } = createVoice()
  const cues = cuesOf([0, 'one'], [5, 'two'])
  const cache = {
    find: async () => new Map(),
    store: async () => {
      throw Object.assign(new Error('write'), { code: 'ENOSPC' })
    },
  }
  await expect(speakCues(cues, { ...optionsFor(cues, voice), cache })).rejects.toMatchObject({
    code: 'ENOSPC',
  })
})

test("an abort rejects with the caller's reason", async () => {
  const { voice } = createVoice()
  const cues = cuesOf([0, 'one'], [5, 'two'])
  const signal = AbortSignal.abort(new Error('canceled'))
  await expect(speakCues(cues, { ...optionsFor(cues, voice), signal })).rejects.toThrow('canceled')
})

test('a scene is slowed where a cue would need haste, and later cues come later', async () => {
  const { voice } = createVoice()
  const cues = cuesOf(
    [0, 'x'.repeat(20)],
    [10, 'y'.repeat(29)],
    [12.08, 'z'.repeat(10)],
    [20, 'x'.repeat(10)],
  )
  const said = cues.map((cue) => ({ ...cue, end: cue.id === 2 ? 11.9 : cue.end }))
  const options = optionsFor(said, voice, 30)
  const hasty = await speakCues(said, options)
  expect(hasty.slowScenes).toEqual([])
  expect(rateOf(hasty.reports[1])).toBeGreaterThan(1.25)
  expect(hasty.reports[1]).not.toHaveProperty('resultStart')

  const { reports, clips, slowScenes } = await speakCues(said, { ...options, slowsScenes: true })
  expect(slowScenes).toMatchObject([{ start: 9.9, factor: 1.08 }])
  expect(slowScenes[0]?.end).toBeCloseTo(11.98, 5)
  expect(rateOf(reports[1])).toBeLessThan(1.255)
  expect(reports[1]).toMatchObject({ start: 10, resultStart: 10.008, slowedBy: 1.08 })
  expect(reports[1]?.overflowSeconds).toBeLessThan(0.1)
  const later = 20 + 0.08 * 2.08
  expect(reports[3]).toMatchObject({ start: 20, offsetSeconds: 0, slowedBy: 1 })
  expect(reports[3]?.resultStart).toBeCloseTo(later, 2)
  expect(clips[3]?.start).toBeCloseTo(later, 2)

  const instant = said.map((cue) => (cue.id === 1 ? { ...cue, end: cue.start } : cue))
  const spoken = await speakCues(instant, { ...options, slowsScenes: true })
  expect(spoken.reports.map(({ slowedBy }) => slowedBy)).toEqual([1, 1.08, 1, 1])
})
