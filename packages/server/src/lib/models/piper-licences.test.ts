import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { bestPiperVoices, piperVoices } from './piper.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-'))
})
afterEach(() => vi.unstubAllEnvs())
afterAll(() => rm(folder, { recursive: true }))

async function useRegistry(name: string, voices: { id: string; licence: string; recommended?: boolean }[]) {
  const file = { bytes: 1, sha256: '0'.repeat(64) }
  const full = voices.map((voice) => ({
    ...voice,
    language: 'de-DE',
    path: 'a/b.onnx',
    model: file,
    config: file,
  }))
  const path = join(folder, name)
  await writeFile(path, JSON.stringify({ home: 'https://voices.test', voices: full }))
  vi.stubEnv('VIDEO_TRANSLATION_PIPER_REGISTRY', path)
}

test('a voice whose licence forbids something is never the first to install', async () => {
  await useRegistry('licences.json', [
    { id: 'nc-medium', licence: 'CC-BY-NC-4.0', recommended: true },
    { id: 'sa-medium', licence: 'CC-BY-SA-3.0', recommended: true },
    { id: 'by-low', licence: 'CC-BY-4.0' },
    { id: 'bare-low', licence: 'CC-BY' },
  ])
  const ids = bestPiperVoices(() => true).map(({ id }) => id)
  expect(ids).toEqual(['by-low', 'bare-low', 'nc-medium', 'sa-medium'])
})

test.each(['../evil', 'a/b', '', '..'])('an id that is no name of a folder is refused: %s', async (id) => {
  await useRegistry('ids.json', [{ id, licence: 'MIT' }])
  expect(() => piperVoices()).toThrow('no name')
  vi.unstubAllEnvs()
  expect(piperVoices().length).toBeGreaterThan(10)
})
