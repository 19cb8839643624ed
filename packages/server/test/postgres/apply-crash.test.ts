import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Translation, VideoTranslationClient } from 'video-translation-client'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { createHouse } from '../support/server-process.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.stop())

const SCRIPT = fileURLToPath(new URL('../support/serve-applying.ts', import.meta.url))

it.each(['SQLite', 'PostgreSQL'])(
  'a server that is killed while it applies keeps the old result whole, and makes the new one once: %s',
  async (database) => {
    const url = database === 'SQLite' ? undefined : await cluster.createDatabase('applying')
    const house = await createHouse({ worker: { leaseMs: 2_000 }, ...(url && { databaseUrl: url }) }, SCRIPT)
    const first = await house.start()
    const source = 'https://example.com/talk.mp4'
    const { id } = await first.client.translate({ source, from: 'en', to: ['es'] })
    const { revision } = await first.client.cues(id)
    await first.client.editCues(id, {
      revision,
      edits: [{ op: 'set', cue: 'c2', target: 'es', text: 'Otra.' }],
    })
    await first.client.apply(id)
    const during = await untilRunning(first.client, id)
    expect(during.targets[0]?.artifacts).toMatchObject([
      { name: 'es.mp4', stale: true },
      { name: 'es.srt', stale: true },
    ])
    await first.kill()
    await writeFile(join(house.data, '..', 'apply'), '')

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

async function untilRunning(client: VideoTranslationClient, id: string): Promise<Translation> {
  for await (const state of client.watch(id))
    if (state.revision === 2 && state.targets[0]?.status === 'running') return state
  throw new Error('It ended before it was seen to run.')
}
