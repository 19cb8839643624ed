import { openAsBlob } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import { createPipelineEngine } from '../../src/lib/engines/pipeline/engine.ts'
import { ffmpeg, probe, SAMPLE, tracks } from '../support/media.ts'
import { scriptedTranscriber, scriptedTranslator, scriptedVoice } from '../support/scripted-providers.ts'
import { startServer } from '../support/test-server.ts'
import { keysOf, newBucket, newBucketOptions } from './support/bench.ts'
import { storage } from './support/storage.ts'
import { crashSwift } from './support/swift.ts'

test('the pipeline dubs an uploaded video in a bucket, although the storage is killed meanwhile', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pipeline-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const speech = join(folder, 'speech.mp4')
  await ffmpeg('-i', SAMPLE, '-t', '15', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', speech)
  const fileStore = newBucketOptions()
  const bucket = await newBucket(fileStore)
  let crash: Promise<void> | undefined
  const engine = createPipelineEngine({
    transcribers: [scriptedTranscriber()],
    translators: [scriptedTranslator(() => void (crash ??= crashSwift(storage().folder)))],
    synthesizers: [scriptedVoice()],
  })
  const server = await startServer({ engines: [engine], fileStore })
  await using client = new VideoTranslationClient(await server.listen())
  const { id } = await client.create({ source: await openAsBlob(speech), from: 'en', to: ['es'] })
  await client.wait(id)
  await crash
  expect(crash).toBeDefined()
  const dubbed = join(folder, 'es.mp4')
  await writeFile(dubbed, (await client.download(id, 'es.mp4')).stream)
  expect(tracks((await probe(dubbed)).streams, 'audio')[0]).toBe('aac spa')
  expect(await readdir(join(server.dataDir, 'files'))).toEqual([])
  await client.delete(id)
  expect(await keysOf(bucket)).toEqual(['.owner.json'])
  await expect.poll(() => readdir(join(server.dataDir, 'scratch'))).toEqual([])
})
