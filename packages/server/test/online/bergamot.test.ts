import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pullPacks } from 'video-translation-server/models'
import { createBergamotTranslator } from '../../src/lib/engines/pipeline/translators/bergamot/translator.ts'

let cacheFolder: string

beforeAll(async () => {
  if (process.env['VIDEO_TRANSLATION_ONLINE'] !== '1') {
    throw new Error('Set VIDEO_TRANSLATION_ONLINE=1 to let this test download about 80 MB from Mozilla.')
  }
  cacheFolder = await mkdtemp(join(tmpdir(), 'online-'))
  await pullPacks(['bergamot-en-es', 'bergamot-es-en', 'bergamot-en-fr'], { cacheFolder })
})
afterAll(async () => {
  if (cacheFolder) await rm(cacheFolder, { recursive: true })
})

async function translate(text: string, pair: { from: string; to: string }): Promise<string[]> {
  const translator = createBergamotTranslator({ cacheFolder })
  const { signal } = new AbortController()
  const options = { ...pair, signal, onProgress() {}, onWarning() {} }
  try {
    return await translator.translate([{ text, budget: 80 }], options)
  } finally {
    await translator.close?.()
  }
}

test('the real model translates English into Spanish', async () => {
  const [text = ''] = await translate('The house is red. I have two dogs.', { from: 'en', to: 'es' })
  expect(text).toMatch(/casa/i)
  expect(text).toMatch(/perros/i)
})

test('the real models translate Spanish into French through English', async () => {
  const [text = ''] = await translate('La casa es roja. Tengo dos perros.', { from: 'es', to: 'fr' })
  expect(text).toMatch(/maison/i)
  expect(text).toMatch(/chiens/i)
})
