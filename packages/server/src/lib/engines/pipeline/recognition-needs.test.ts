import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folderOf } from '../../models/cache-folder.ts'
import { findPack } from '../../models/catalogue.ts'
import { markInstalled } from '../../models/installed.ts'
import { findRecognitionNeeds } from './recognition-needs.ts'

let cacheFolder: string

beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'needs-'))
})
afterEach(() => rm(cacheFolder, { recursive: true }))

async function install(...names: string[]): Promise<void> {
  for (const name of names) {
    const pack = findPack(name)!
    await mkdir(folderOf(pack, cacheFolder), { recursive: true })
    await markInstalled(pack, [], cacheFolder)
  }
}

const needs = (from?: string) => findRecognitionNeeds(from, { cacheFolder })

test('on a fresh machine English needs Moonshine, and any other language needs Whisper', async () => {
  expect(await needs('en-GB')).toEqual({ packs: ['silero-vad', 'moonshine-base-en'], runtime: false })
  const whisper = { packs: ['silero-vad', 'whisper-small'], runtime: true }
  expect(await needs('de')).toEqual(whisper)
  expect(await needs()).toEqual(whisper)
})

test('any installed recogniser of the language is enough, but not to detect a language', async () => {
  await install('silero-vad', 'parakeet-v3')
  expect(await needs('de')).toEqual({ packs: [], runtime: false })
  expect(await needs('ja')).toEqual({ packs: ['whisper-small'], runtime: true })
  expect(await needs()).toEqual({ packs: ['whisper-small'], runtime: true })
})
