import { expect, test } from 'vitest'
import type { Missing, Synthesizer, Transcriber, Translator } from './providers/providers.ts'
import { DEFAULT_LIMITS } from './stages/limits.ts'
import { estimateRequest } from './estimate.ts'

const lacks = (...packs: string[]): Missing => ({ code: 'missing_packs', message: 'Pull them.', packs })

function transcriber(name: string, languages: string[], missing?: Missing): Transcriber {
  const detector = { identity: async () => '', missing: async () => missing, detect: async () => undefined }
  const work = { identity: async () => '', missing: async () => missing, transcribe: async () => [] }
  return { name, languages, ...work, ...(name === 'whisper' && { detector, isAdvised: true }) }
}

function translator(name: string, more: Partial<Translator> = {}): Translator {
  const work = { identity: async () => '', pairs: async () => [], translate: async () => [] }
  return { name, missing: async () => undefined, ...work, ...more }
}

const VOICE = {
  name: 'voice',
  languages: ['es', 'fr'],
  missing: async () => undefined,
  pace: async () => 0.3,
}
const WHISPER = transcriber('whisper', ['en', 'de'], {
  ...lacks('silero-vad', 'whisper-small'),
  runtime: true,
})
const DRAFT = translator('apertium', { warning: { code: 'draft', message: 'A draft.' } })
const NEURAL = translator('bergamot', { missing: async () => lacks('bergamot-en-es') })

function providers(more: { transcribers?: Transcriber[]; translators?: Translator[] } = {}) {
  return {
    transcribers: [transcriber('quick', ['en'])],
    translators: [DRAFT],
    synthesizers: [VOICE as unknown as Synthesizer],
    limits: DEFAULT_LIMITS,
    ...more,
  }
}

const REQUEST = { source: 'upload', from: 'en', to: ['es'], options: {} } as const

function request(more: object = {}) {
  return { ...REQUEST, to: ['es'], ...more }
}

test('says what would do each step, and which pack would do it better', async () => {
  const told = await estimateRequest(request(), undefined, providers({ translators: [NEURAL, DRAFT] }))
  expect(told.steps).toEqual([
    { stage: 'transcribe', language: 'en', provider: 'quick' },
    {
      stage: 'translate',
      language: 'es',
      provider: 'apertium',
      warning: { code: 'draft', message: 'A draft.' },
    },
    { stage: 'synthesize', language: 'es', provider: 'voice' },
  ])
  expect(told.packs).toMatchObject([
    { name: 'bergamot-en-es', licence: 'MPL-2.0', stage: 'translate', required: false },
  ])
  expect(told).not.toHaveProperty('expectedSeconds')
})

test('names the packs of the recogniser that is advised, and what runs it', async () => {
  const transcribers = [transcriber('large', ['de'], lacks('parakeet-v3')), WHISPER]
  const { packs, programs } = await estimateRequest(request({ from: 'de' }), 60, providers({ transcribers }))
  expect(packs.map(({ name, required }) => [name, required])).toEqual([
    ['silero-vad', true],
    ['whisper-small', true],
  ])
  expect(packs[1]?.downloadBytes).toBeGreaterThan(100e6)
  expect(programs).toMatchObject([{ name: 'transformers.js' }])
})

test('without the language, it names what detects it, and leaves open who translates', async () => {
  const told = await estimateRequest(
    request({ from: undefined, options: { only: 'subtitles' } }),
    60,
    providers({ transcribers: [WHISPER], translators: [NEURAL] }),
  )
  expect(told.steps).toEqual([{ stage: 'transcribe' }, { stage: 'translate', language: 'es' }])
  expect(told.packs.map(({ name }) => name)).toEqual(['silero-vad', 'whisper-small'])
})

test('counts only the part that is asked for, and each target', async () => {
  const both = request({ to: ['es', 'fr'] })
  const whole = await estimateRequest(both, 600, providers())
  const part = await estimateRequest({ ...both, options: { range: '5:00-11:40' } }, 600, providers())
  const one = await estimateRequest(request(), 600, providers())
  expect(part.durationSeconds).toBe(300)
  expect(part.expectedSeconds).toBeCloseTo((whole.expectedSeconds as number) / 2, -1)
  expect(whole.characters).toBe(one.characters)
  // The voice takes 0.3 s for each second, and the mixing is added.
  expect((whole.expectedSeconds as number) - (one.expectedSeconds as number)).toBeGreaterThan(180)
})

test('a given transcript needs no recogniser, and its characters are counted', async () => {
  const subtitles = { source: '1\n00:00:01,000 --> 00:00:02,000\nHello there.\n' }
  const told = await estimateRequest(
    request({ options: { subtitles } }),
    undefined,
    providers({ transcribers: [transcriber('none', ['en'], lacks('moonshine-base-en'))] }),
  )
  expect(told.steps.map(({ stage }) => stage)).toEqual(['translate', 'synthesize'])
  expect(told.characters).toBe('Hello there.'.length)
  expect(told.packs).toEqual([])
})

test('refuses a source that is longer than the limit', async () => {
  const { refusals } = await estimateRequest(request(), 5 * 3600, providers())
  expect(refusals).toMatchObject([{ code: 'source_too_long', pointer: '/durationSeconds' }])
})
