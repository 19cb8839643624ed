import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type ApiError, VideoTranslationClient } from 'video-translation-client'
import { listWorkers } from 'video-translation-client/workers'
import type { Role } from '../../src/lib/config/server-options.ts'
import { createPipelineEngine } from '../../src/lib/engines/pipeline/engine.ts'
import type {
  Synthesizer,
  Transcriber,
  Translator,
} from '../../src/lib/engines/pipeline/providers/providers.ts'
import { ffmpeg } from '../support/media.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { startServer } from '../support/test-server.ts'

let cluster: Cluster
let dataDir: string

beforeAll(async () => {
  cluster = await startCluster()
  dataDir = await mkdtemp(join(tmpdir(), 'stages-'))
})
afterAll(async () => {
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
})

it('two workers that can each do half of the stages translate a video together', async () => {
  const databaseUrl = await cluster.createDatabase('stages')
  const did: string[] = []
  const node = async (role: Role, name: string, able: string[]) =>
    await startServer({ databaseUrl, dataDir, role, engines: [pipeline(name, able, did)] })
  const api = await node('api', 'api', [])
  await node('worker', 'text', ['translate'])
  await node('worker', 'sound', ['transcribe', 'synthesize'])
  const client = new VideoTranslationClient(api.url, { fetch: api.fetch })
  await vi.waitFor(async () => expect(await listWorkers(client)).toHaveLength(2), 60_000)

  const refused = await client
    .create({ source: await talk(), from: 'de', to: ['es'] })
    .catch((e) => e as ApiError)
  expect((refused as ApiError).problem?.errors).toEqual([
    {
      pointer: '/from',
      detail: 'No worker can recognise speech in de. Install it on one: Run `pull transcribe-de`.',
    },
    {
      pointer: '/to/0',
      detail: expect.stringMatching(
        /^No worker can translate from de into es\. .*pull translate-de/,
      ) as string,
    },
  ])

  const { id } = await client.create({ source: await talk(), from: 'en', to: ['es'] })
  const done = await client.wait(id, { timeoutMs: 60_000 })
  expect(done.targets[0]?.artifacts.map(({ name }) => name)).toContain('es.mp4')
  expect(did).toEqual(['transcribe by sound', 'translate by text', 'synthesize by sound'])
  const types = (await client.events(id)).map(({ type, language }) =>
    language ? `${type} ${language}` : type,
  )
  expect(types).toContain('handed_on es')
  const report = await (await client.download(id, 'es.report.json')).text()
  expect(JSON.parse(report)).toMatchObject({
    providers: {
      transcriber: { name: 'sound' },
      translator: { name: 'text' },
      synthesizer: { name: 'sound' },
    },
    cues: [{ text: 'hello', translated: 'HELLO' }],
  })
  await client.close()
})

/** A pipeline whose providers take no time, and are installed only for some stages. */
function pipeline(name: string, able: string[], did: string[]) {
  const missingFor = (stage: string) => async (need: { from: string }) =>
    able.includes(stage) && need.from !== 'de'
      ? undefined
      : { code: 'missing_packs', message: `Run \`pull ${stage}-${need.from}\`.` }
  const provider = (stage: string) => ({
    name,
    identity: async () => `${stage} of ${name}`,
    missing: missingFor(stage),
  })
  const transcriber: Transcriber = {
    ...provider('transcribe'),
    languages: ['en', 'de'],
    async transcribe() {
      did.push(`transcribe by ${name}`)
      return [{ id: 1, start: 0.2, end: 1.5, text: 'hello' }]
    },
  }
  const translator: Translator = {
    ...provider('translate'),
    pairs: async () => (able.includes('translate') ? [{ from: 'en', to: ['es'] }] : []),
    async translate(lines) {
      did.push(`translate by ${name}`)
      return lines.map(({ text }) => text.toUpperCase())
    },
  }
  const synthesizer: Synthesizer = {
    ...provider('synthesize'),
    languages: ['es'],
    maxSpeed: 1,
    async speak(_text, { path }) {
      did.push(`synthesize by ${name}`)
      await ffmpeg('-f', 'lavfi', '-i', 'sine=d=0.5:r=24000', '-ac', '1', '-f', 'wav', path)
      return { seconds: 0.5, sampleRate: 24_000, retries: 0 }
    },
  }
  return createPipelineEngine({
    transcribers: [transcriber],
    translators: [translator],
    synthesizers: [synthesizer],
  })
}

let made: Promise<Buffer> | undefined

/** A video with two seconds of sound. */
async function talk(): Promise<Blob> {
  const path = join(dataDir, '..', `${process.pid}-talk.mp4`)
  made ??= ffmpeg(
    '-f',
    'lavfi',
    '-i',
    'color=s=64x64:d=2',
    '-f',
    'lavfi',
    '-i',
    'sine=d=2',
    '-shortest',
    path,
  ).then(async () => {
    const bytes = await readFile(path)
    await rm(path)
    return bytes
  })
  return new Blob([new Uint8Array(await made)], { type: 'video/mp4' })
}
