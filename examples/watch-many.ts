// Watches many translations at once in one process. An embedded server without a port simulates
// twenty translations of random length, a fifth of which fail. It needs no models and no network.
//
//   node examples/watch-many.ts [COUNT]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isFinal, VideoTranslationClient } from 'video-translation-client'
import { createServer, createSimulatedEngine } from 'video-translation-server'

const count = Number(process.argv[2] ?? 20)
const dataDir = await mkdtemp(join(tmpdir(), 'watch-many-'))
// About ten minutes each, played three hundred times as fast.
const engine = createSimulatedEngine({
  scenario: { durationMs: 'lognormal:10m,0.5', errorRate: 0.2 },
  seed: 'watch-many',
  speed: 300,
})

try {
  await using server = await createServer({ dataDir, engines: [engine], logLevel: 'silent' })
  await using client = new VideoTranslationClient(server.url, { fetch: server.fetch })

  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const created = await Promise.all(numbers.map((number) => start(client, number)))
  const ids = created.map(({ id }) => id)

  await using watch = client.watch(ids)
  for await (const { id, status, stage, progress = 0 } of watch) {
    const number = String(ids.indexOf(id) + 1).padStart(4)
    console.log(
      `${number}  ${isFinal(status) ? status : `${stage ?? status} ${Math.round(progress * 100)} %`}`,
    )
  }

  const outcomes = await client.getMany(ids)
  const completed = outcomes.filter(({ result }) => result === 'completed').length
  console.log(`${completed} completed, ${outcomes.length - completed} failed`)
} finally {
  await rm(dataDir, { recursive: true, force: true })
}

function start(client: VideoTranslationClient, number: number) {
  const source = `https://videos.example.com/${number}.mp4`
  return client.create({ source, from: 'en', to: ['es'], reference: `video ${number}` })
}
