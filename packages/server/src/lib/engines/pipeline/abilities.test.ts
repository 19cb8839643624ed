import { expect, it } from 'vitest'
import { canDo } from '../abilities.ts'
import { findAbilities, findNeeds } from './abilities.ts'
import type { Synthesizer, Transcriber, Translator } from './providers/providers.ts'

const MISSING = { code: 'missing_packs', message: 'Pull it.' }

function transcriber(languages: string[], ready: string[]): Transcriber {
  return {
    name: 't',
    languages,
    identity: async () => '',
    missing: async ({ from }) => (ready.includes(from) ? undefined : MISSING),
    transcribe: async () => [],
    detector: {
      identity: async () => '',
      missing: async () => undefined,
      detect: async () => undefined,
    },
  }
}

function translator(name: string, from: string, to: string[]): Translator {
  return {
    name,
    identity: async () => '',
    missing: async () => undefined,
    pairs: async () => [{ from, to }],
    translate: async () => [],
  }
}

function synthesizer(name: string, languages: string[], isReady: boolean): Synthesizer {
  return {
    name,
    languages,
    maxSpeed: 1,
    identity: async () => '',
    missing: async () => (isReady ? undefined : MISSING),
    speak: () => Promise.reject(new Error('Not spoken here.')),
  }
}

const SETTINGS = {
  transcribers: [transcriber(['en', 'de', 'fr'], ['en', 'de'])],
  translators: [translator('neural', 'en', ['es']), translator('chat', '*', ['*'])],
  synthesizers: [synthesizer('fine', ['es'], false), synthesizer('robot', ['es', 'ca'], true)],
  allowOldFfmpeg: true,
}

it('a machine can do what its providers are ready for', async () => {
  const abilities = await findAbilities(SETTINGS)
  const can = (need: Parameters<typeof canDo>[1]) => canDo(abilities, need)
  expect(['en', 'de', 'fr', 'und'].filter((from) => can({ stage: 'transcribe', from }))).toEqual([
    'en',
    'de',
    'und',
  ])
  expect(can({ stage: 'translate', from: 'ja', to: 'ko' })).toBe(true)
  expect(can({ stage: 'translate', from: 'ja', to: 'ko', provider: 'neural' })).toBe(false)
  expect(can({ stage: 'prepare' })).toBe(can({ stage: 'render' }))
})

it('a worse voice does not replace one that is not installed, unless the request names it', async () => {
  const abilities = await findAbilities(SETTINGS)
  expect(canDo(abilities, { stage: 'synthesize', to: 'ca' })).toBe(true)
  expect(canDo(abilities, { stage: 'synthesize', to: 'es' })).toBe(false)
  expect(canDo(abilities, { stage: 'synthesize', to: 'es', provider: 'robot' })).toBe(true)
})

it('a machine tells speakers apart when its diarizer is ready, also without a recogniser', async () => {
  const diarizer = (missing?: typeof MISSING) => ({
    name: 'd',
    identity: async () => '',
    missing: async () => missing,
    diarize: async () => [],
  })
  const can = async (settings: Parameters<typeof findAbilities>[0], from?: string) =>
    canDo(await findAbilities(settings), { stage: 'transcribe', ...(from && { from }), speakers: true })
  expect(await can(SETTINGS, 'en')).toBe(false)
  expect(await can({ ...SETTINGS, diarizer: diarizer(MISSING) }, 'en')).toBe(false)
  expect(await can({ ...SETTINGS, diarizer: diarizer() }, 'en')).toBe(true)
  const alone = { ...SETTINGS, transcribers: [], diarizer: diarizer() }
  expect([await can(alone), await can(alone, 'en')]).toEqual([true, false])
})

it('a request needs a step for each stage, with the field that makes it necessary', () => {
  const options = { translator: 'chat' }
  expect(findNeeds({ source: 'url', from: 'en', to: ['es'], options })).toEqual({
    source: [
      { stage: 'prepare', pointer: '/engine' },
      { stage: 'transcribe', from: 'en', pointer: '/from' },
    ],
    targets: [
      [
        { stage: 'translate', from: 'en', to: 'es', provider: 'chat', pointer: '/options/translator' },
        { stage: 'synthesize', to: 'es', pointer: '/to/0' },
        { stage: 'render', pointer: '/engine' },
      ],
    ],
  })
  const open = findNeeds({ source: 'url', to: ['es'], options: {} })
  expect(open.source[1]).toMatchObject({ from: 'und' })
  expect(open.targets[0]?.[0]).toEqual({ stage: 'translate', to: 'es', pointer: '/to/0' })
})

it('a request says who must be able to tell speakers apart', () => {
  const needs = (options: object) =>
    findNeeds({ source: 'url', from: 'en', to: ['es'], options: options as Record<string, unknown> }).source
  const pointer = '/options/detectSpeakers'
  const heard = { stage: 'transcribe', from: 'en' }
  expect(needs({ detectSpeakers: 2 }).slice(1)).toEqual([
    { ...heard, pointer: '/from' },
    { ...heard, speakers: true, pointer },
  ])
  expect(needs({ detectSpeakers: true, subtitles: { en: '' } }).slice(1)).toEqual([
    { stage: 'transcribe', speakers: true, pointer },
  ])
  expect(needs({ detectSpeakers: false })).toHaveLength(2)
  expect(needs({ speakers: 'SPEAKER ...', detectSpeakers: true })).toHaveLength(2)
})

it('a request names the voices that a machine may lack although it has what speaks', () => {
  const needs = (voices: object, options: object = {}) =>
    findNeeds({ source: 'url', from: 'en', to: ['es'], options: { voices, ...options } }).targets[0]?.[1]
  expect(needs({ es: 'ef_dora', 'es:Anna': 'em_santa' })).not.toHaveProperty('voices')
  expect(needs({ es: 'ef_dora', 'es:Bob': 'es_ES-davefx-medium', 'es:Anna': 'espeak-es' })).toMatchObject({
    provider: 'kokoro',
    voices: ['es_ES-davefx-medium', 'espeak-es'],
  })
  const ofSpeaker = needs({ 'es:Bob': 'es_ES-davefx-medium' })
  expect(ofSpeaker).toMatchObject({ voices: ['es_ES-davefx-medium'] })
  expect(ofSpeaker).not.toHaveProperty('provider')
  // Each of these characters takes nine bytes in the row.
  expect(needs({ es: '声'.repeat(111) })).toHaveProperty('voices')
  expect(needs({ es: '声'.repeat(112) })).not.toHaveProperty('voices')
})
