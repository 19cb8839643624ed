import { expect, test } from 'vitest'
import type { EngineRequest } from '../engine.ts'
import { castVoices } from './casting.ts'
import { checkRequest } from './check.ts'
import { findNeeds } from './abilities.ts'
import type { Synthesizer, Transcriber, Translator, Voice } from './providers/providers.ts'
import { chooseSynthesizer } from './providers/choose-voice.ts'

const pair = { from: 'en', to: 'es' }

function synthesizer(name: string, voices: Partial<Voice>[], missing?: string): Synthesizer {
  return {
    name,
    languages: ['es', 'de'],
    maxSpeed: 1.2,
    identity: async () => name,
    missing: async () => (missing === undefined ? undefined : { code: 'missing_packs', message: missing }),
    voices: async () => voices as Voice[],
    speak: async () => ({ seconds: 1, sampleRate: 1, retries: 0 }),
  }
}

const natural = synthesizer('natural', [
  { name: 'dora', language: 'es' },
  { name: 'alex', language: 'es-ES' },
  { name: 'hans', language: 'de' },
])
const endpoint = synthesizer('endpoint', [{ name: 'nova', language: '*' }])
const synthesizers = [natural, endpoint]

function cue(id: number, voice?: string) {
  const target = { text: 'x', ...(voice !== undefined && { voice }) }
  return { id: `c${id}`, start: id, end: id + 1, text: 'x', targets: { es: target } }
}

async function cast(voices: Record<string, string>, cues = [cue(1)]) {
  return await castVoices({ task: { cues, language: 'es' }, pair, options: { voices }, synthesizers })
}

test('a cue has its own voice, else that of its speaker, else that of the target', async () => {
  const { of, main, warnings } = await cast({ es: 'dora', 'ES:Anna: the host': 'alex' }, [
    cue(1, 'nova'),
    cue(2),
  ])
  const voiceOf = (id: number, speaker?: string) => of({ id, ...(speaker !== undefined && { speaker }) })
  expect(main).toEqual({ synthesizer: natural, voice: 'dora' })
  expect(voiceOf(1, 'Anna: the host')).toEqual({ synthesizer: endpoint, voice: 'nova' })
  expect(voiceOf(2, 'Anna: the host')).toEqual({ synthesizer: natural, voice: 'alex' })
  expect(voiceOf(2, 'Ben').voice).toBe('dora')
  expect(voiceOf(2).voice).toBe('dora')
  expect(warnings).toEqual([])
})

test('without a wish, the best synthesizer speaks with its best voice', async () => {
  const { of } = await cast({ de: 'hans' })
  expect(of({ id: 1, speaker: 'Anna' })).toEqual({ synthesizer: natural })
})

test('an unknown voice of a cue is spoken by that of the target, and the result says so', async () => {
  const { of, warnings } = await cast({ es: 'dora' }, [cue(1, 'hans'), cue(2, 'hans'), cue(3, 'alex')])
  expect([1, 2, 3].map((id) => of({ id }).voice)).toEqual(['dora', 'dora', 'alex'])
  expect(warnings).toMatchObject([
    { code: 'voice_unknown', message: expect.stringContaining('There is no voice hans for es') },
  ])
})

test('a voice that is missing on this machine only may be spoken by another one', async () => {
  const plain = synthesizer('plain', [{ name: 'davefx', language: 'es' }], 'Pull it.')
  const request = { task: { language: 'es' }, pair, synthesizers: [natural, plain] }
  const casting = (voices: Record<string, string>) => castVoices({ ...request, options: { voices } })
  const missing = { code: 'missing_packs', retryable: true }
  await expect(casting({ es: 'dora', 'es:Anna': 'davefx' })).rejects.toMatchObject(missing)
  await expect(casting({ es: 'davefx' })).rejects.toMatchObject(missing)
  await expect(casting({ es: 'nobody' })).rejects.toMatchObject({ code: 'unknown_voice', retryable: false })
})

test('what speaks depends on every synthesizer that takes part', async () => {
  expect((await cast({ es: 'dora' })).identity).toBe('natural')
  expect((await cast({ es: 'dora', 'es:Anna': 'nova' })).identity).toBe('natural; endpoint')
})

test('an optional synthesizer that is not installed is passed over with advice', async () => {
  const plain = { ...synthesizer('plain', [], 'Pull piper-es.'), isOptional: true }
  const choice = await chooseSynthesizer([plain, natural], pair)
  expect(choice).toMatchObject({ provider: { name: 'natural' }, advice: 'Pull piper-es.' })
  expect(await chooseSynthesizer([plain, natural], pair, { synthesizer: 'plain' })).toMatchObject({
    failure: { message: 'Pull piper-es.' },
  })
})

async function refusals(options: Record<string, unknown>) {
  const transcriber = {
    name: 'ear',
    languages: ['en'],
    missing: async () => undefined,
  } as unknown as Transcriber
  const translator = {
    name: 'book',
    pairs: async () => [{ from: 'en', to: ['es'] }],
    missing: async () => undefined,
  } as unknown as Translator
  const request: EngineRequest = { source: 'upload', from: 'en', to: ['es'], options }
  const providers = {
    transcribers: [transcriber],
    translators: [translator],
    synthesizers,
    allowOldFfmpeg: true,
  }
  return await checkRequest(request, providers)
}

test('a request is refused for a voice that does not exist, or that speaks no target', async () => {
  expect(await refusals({ voices: { es: 'dora', 'es:Anna': 'nova' } })).toEqual([])
  expect(await refusals({ voices: { 'es:a/b': 'hans' } })).toMatchObject([
    { code: 'unknown_voice', pointer: '/options/voices/es:a~1b' },
  ])
  expect(await refusals({ voices: { de: 'hans' } })).toMatchObject([
    { code: 'invalid_option', pointer: '/options/voices/de' },
  ])
})

test('a worker needs the synthesizer of the voice that is asked for', () => {
  const needs = (voice: string) => {
    const request: EngineRequest = {
      source: 'upload',
      from: 'en',
      to: ['es'],
      options: { voices: { es: voice } },
    }
    return findNeeds(request).targets[0]?.find(({ stage }) => stage === 'synthesize')
  }
  expect(needs('em_alex')).toMatchObject({ provider: 'kokoro', pointer: '/options/voices/es' })
  expect(needs('es_ES-davefx-medium')).toMatchObject({ provider: 'piper' })
  expect(needs('espeak-es-419')).toMatchObject({ provider: 'espeak' })
  expect(needs('nova')).toMatchObject({ voices: ['nova'], pointer: '/options/voices/es' })
})
