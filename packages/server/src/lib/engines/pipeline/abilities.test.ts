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
