import { expect, test } from 'vitest'
import { castVoices } from './casting.ts'
import type { Synthesizer } from './providers/providers.ts'
import { voicesOfSpeakers } from './speaker-voices.ts'
import { kokoroVoices } from './speech/kokoro-voices.ts'

const kokoro = {
  name: 'kokoro',
  languages: ['es', 'en'],
  identity: async () => 'kokoro 1',
  missing: async () => undefined,
  voices: async () => kokoroVoices(true),
} as unknown as Synthesizer

const speakers = [
  { name: 'S1', sex: 'male' },
  { name: 'S2', sex: 'female' },
  { name: 'S3', sex: 'male' },
  { name: 'S4', sex: 'male' },
  { name: 'S5' },
] as const

test('each speaker has a voice of the likely sex, a different one while there are enough', async () => {
  const voices = await voicesOfSpeakers(speakers, { synthesizer: kokoro }, 'es')
  expect(Object.fromEntries(voices)).toEqual({
    S1: 'em_alex',
    S2: 'ef_dora',
    S3: 'em_santa',
    S4: 'em_alex',
    S5: 'ef_dora',
  })
})

test("a voice that lacks its dictionary is nobody's", async () => {
  const missing: Synthesizer['missing'] = async ({ voice }) =>
    voice === 'em_alex' ? { code: 'missing_dictionary', message: 'No.' } : undefined
  const voices = await voicesOfSpeakers(speakers, { synthesizer: { ...kokoro, missing } }, 'es')
  expect([...voices.values()]).not.toContain('em_alex')
  expect(voices.size).toBe(speakers.length)
})

test('all speakers of English have the accent of the target', async () => {
  const british = await voicesOfSpeakers(speakers, { synthesizer: kokoro }, 'en-GB')
  expect([...british.values()].every((name) => name.startsWith('b'))).toBe(true)
  const usual = await voicesOfSpeakers(speakers, { synthesizer: kokoro }, 'en')
  expect(usual.get('S2')).toBe('af_heart')
  expect([...usual.values()].every((name) => name.startsWith('a'))).toBe(true)
})

function cue(id: number, speaker: string) {
  return { id: `c${id}`, start: id, end: id + 1, text: 'x', speaker, targets: {} }
}

async function voicesIn(cues: ReturnType<typeof cue>[], voices: Record<string, string> = {}) {
  const request = {
    task: { cues, language: 'es' },
    pair: { from: 'en', to: 'es' },
    options: { voices },
    synthesizers: [kokoro],
    speakers,
  }
  const { of } = await castVoices(request)
  return Object.fromEntries(cues.map(({ speaker }, at) => [speaker, of({ id: at + 1, speaker }).voice]))
}

test('a speaker keeps the voice when others are renamed, come or go', async () => {
  const before = await voicesIn([cue(1, 'S1'), cue(2, 'S2'), cue(3, 'S3')])
  const after = await voicesIn([cue(1, 'Narrator'), cue(2, 'S2'), cue(3, 'S3')])
  expect(before).toEqual({ S1: 'em_alex', S2: 'ef_dora', S3: 'em_santa' })
  expect(after).toMatchObject({ S2: 'ef_dora', S3: 'em_santa' })
})

test('a voice that the request names wins: of a speaker for him, of the target for all', async () => {
  const cues = [cue(1, 'S1'), cue(2, 'S2')]
  expect(await voicesIn(cues, { 'es:S1': 'em_santa' })).toEqual({ S1: 'em_santa', S2: 'ef_dora' })
  expect(await voicesIn(cues, { es: 'ef_dora' })).toEqual({ S1: 'ef_dora', S2: 'ef_dora' })
})
