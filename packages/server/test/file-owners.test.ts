import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { VideoTranslationClient } from 'video-translation-client'
import { uploadTo } from 'video-translation-client/upload'
import { orphansIn } from './support/orphans.ts'
import { createHouse } from './support/server-process.ts'

const SCRIPT = fileURLToPath(new URL('support/serve-writing.ts', import.meta.url))
const UNUSED_MS = 2_000

test('every file of the data folder belongs to an existing row, after any sequence of operations', async () => {
  const limits = { unusedUploadMs: UNUSED_MS }
  const house = await createHouse({ limits, worker: { maxAttempts: 1 } }, SCRIPT)
  const first = await house.start()
  const { client } = first
  const ended = [await create(client, 'completed'), await create(client, 'failed')]
  const deleted = await create(client, 'completed')
  const canceled = await create(client, 'killed')
  const killed = await create(client, 'killed')
  const deletedAtWork = await create(client, 'killed')
  for (const id of [...ended, deleted]) await client.wait(id, { settle: true })
  for (const id of [canceled, killed, deletedAtWork]) await untilRunning(client, id)
  await client.delete(deleted)
  await client.delete(deletedAtWork)
  await client.cancel(canceled)
  await client.wait(canceled, { settle: true })
  await uploadTo(client, new Blob(['abandoned']))
  await expect(client.create({ source: new Blob(['refused']), to: ['no tag'] })).rejects.toThrow()
  await first.kill()

  const second = await house.start()
  expect((await second.client.wait(killed)).status).toBe('completed')
  await second.stop()
  await delay(UNUSED_MS)
  const third = await house.start()
  await expect.poll(() => uploadsIn(house.data)).toBe(4)
  const living: string[] = []
  for await (const { id } of third.client.list()) living.push(id)
  // The sweep of the start goes on after it listens, and a stop would end it.
  await expect.poll(() => orphansIn(house.data)).toEqual([])
  await third.stop()
  expect(living.toSorted()).toEqual([...ended, canceled, killed].toSorted())
  expect(await orphansIn(house.data)).toEqual([])
  expect(
    (await readdir(house.data, { recursive: true })).filter((path) => path.includes('intermediate/')),
  ).toEqual([])
})

async function create(client: VideoTranslationClient, end: string): Promise<string> {
  const request = { source: new Blob([`a talk that is ${end}`]), to: ['es'], options: { end } }
  return (await client.create(request)).id
}

async function untilRunning(client: VideoTranslationClient, id: string): Promise<void> {
  const targetOf = async () => (await client.get(id)).targets[0]?.status
  await expect.poll(targetOf).toBe('running')
}

async function uploadsIn(data: string): Promise<number> {
  return (await readdir(join(data, 'uploads'))).filter((name) => !name.endsWith('.json')).length
}
