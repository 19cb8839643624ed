import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeWav } from '../../media/wav.ts'
import type { SideContext } from '../engine.ts'
import { createPaces, previewLine } from './preview.ts'
import type { Synthesizer } from './providers/providers.ts'
import type { PipelineSettings } from './settings.ts'
import { createStoringClips } from './stages/storing-clips.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preview-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a speaker has the voice of the result in a preview', async () => {
  const asked: (string | undefined)[] = []
  const synthesizer = {
    name: 'mouth',
    languages: ['es'],
    maxSpeed: 1,
    identity: async () => 'mouth 1',
    missing: async () => undefined,
    voices: async () => [
      { name: 'dora', title: 'Dora', language: 'es', sex: 'female', ready: true },
      { name: 'alex', title: 'Alex', language: 'es', sex: 'male', ready: true },
    ],
    async speak(_text, { path, voice }) {
      asked.push(voice)
      await writeWav(path, new Float32Array(1000).fill(0.5), 1000)
      return { seconds: 1, sampleRate: 1000, retries: 0 }
    },
  } satisfies Synthesizer
  const transcript = join(folder, 'transcript.json')
  const speakers = [
    { name: 'S1', sex: 'female' },
    { name: 'S2', sex: 'male' },
  ]
  await writeFile(transcript, JSON.stringify({ speakers }))
  const files = {
    get: async (key: string) => key,
    put: async (path: string) => path,
    findShared: async () => undefined,
    putShared: async (path: string) => path,
  }
  const { signal } = new AbortController()
  const afterwards = () => undefined
  const context = { scratch: folder, signal, files, afterwards } as unknown as SideContext
  const settings = { synthesizers: [synthesizer], clips: createStoringClips() } as unknown as PipelineSettings
  const request = { language: 'es', text: 'Hola.', from: 'en', options: {}, transcript }
  for (const speaker of ['S1', 'S2'])
    await previewLine({ ...request, speaker }, context, settings, createPaces())
  expect(asked).toEqual(['dora', 'alex'])
})
