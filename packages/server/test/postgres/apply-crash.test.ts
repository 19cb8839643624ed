import { afterAll, beforeAll, expect, it } from 'vitest'
import type { VideoTranslationClient } from 'video-translation-client'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { createHouse } from '../support/server-process.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.stop())

/** Long enough for the kill to come in between. */
const OPTIONS = { durationMs: 1_500 }

it.each(['SQLite', 'PostgreSQL'])(
  'a server that is killed while it applies keeps the old result whole, and makes the new one once: %s',
  async (database) => {
    const url = database === 'SQLite' ? undefined : await cluster.createDatabase('applying')
    const house = await createHouse({ worker: { leaseMs: 1_000 }, ...(url && { databaseUrl: url }) })
    const first = await house.start()
    const source = 'https://example.com/talk.mp4'
    const request = { source, from: 'en', to: ['es'], engine: 'simulated', options: OPTIONS }
    const { id } = await first.client.translate(request)
    const { revision } = await first.client.cues(id)
    await first.client.editCues(id, {
      revision,
      edits: [{ op: 'set', cue: 'c2', target: 'es', text: 'Otra.' }],
    })
    await first.client.apply(id)
    await untilRunning(first.client, id)
    const during = await first.client.get(id)
    expect(during.targets[0]?.artifacts).toMatchObject([
      { name: 'es.mp4', stale: true },
      { name: 'es.srt', stale: true },
    ])
    await first.kill()

    const second = await house.start()
    expect(await (await second.client.download(id, 'es.srt')).text()).toContain('Simulated')
    const after = await second.client.wait(id)
    expect(after).toMatchObject({ status: 'completed', revision: 2 })
    expect(after.targets[0]?.artifacts.map(({ stale }) => stale)).toEqual([undefined, undefined])
    const { items } = await second.client.cues(id, { target: 'es' })
    expect(items[1]?.targets['es']).toMatchObject({ text: 'Otra.', state: 'current' })
    const ends = (await second.client.events(id)).filter(
      ({ type, language }) => type === 'completed' && !language,
    )
    expect(ends.map((event) => event.revision)).toEqual([1, 2])
    await second.stop()
  },
)

async function untilRunning(client: VideoTranslationClient, id: string): Promise<void> {
  for await (const { revision, targets } of client.watch(id))
    if (revision === 2 && targets[0]?.status === 'running') return
}
