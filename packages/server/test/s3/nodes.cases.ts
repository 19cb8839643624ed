import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { create, engineOf, inProcess, startServer, untilFinal, type Fetch } from '../support/test-server.ts'
import { keysOf, newBucket, newBucketOptions } from './support/bench.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.stop())

const TUS = { 'tus-resumable': '1.0.0' }

/** Copies the source to an artifact, over the files of two tasks. */
const copier = engineOf({
  async run(task, { files }) {
    if (task.kind === 'source' && 'file' in task.source)
      return { output: { key: await files.put(task.source.file, 'source') } }
    const { key } = (task as { prepared?: { key: string } }).prepared ?? { key: '' }
    const { size } = await stat(await files.get(key))
    const text = `${size} ${(await readFile(await files.get(key))).subarray(0, 8).toString('hex')}`
    return { artifacts: [{ name: 'es.txt', text, mediaType: 'text/plain' }] }
  },
})

/** Two nodes that share a database and a bucket, and no folder. */
async function startNodes(name: string) {
  const [databaseUrl, fileStore] = [await cluster.createDatabase(name), newBucketOptions()]
  const options = { databaseUrl, fileStore, engines: [copier] }
  const nodes = [await startServer(options), await startServer(options)]
  return { fileStore, asks: nodes.map((node) => inProcess(node)) as [Fetch, Fetch] }
}

async function begin(ask: Fetch, length: number): Promise<string> {
  const headers = { ...TUS, 'upload-length': String(length) }
  const response = await ask('/v1/uploads', { method: 'POST', headers })
  return new URL(response.headers.get('location') ?? '').pathname
}

function append(ask: Fetch, path: string, offset: number, body: Uint8Array): Promise<Response> {
  const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }
  return ask(path, { method: 'PATCH', headers: { ...TUS, ...type }, body: body as BodyInit })
}

it('nodes that share a database and a bucket take turns at an upload, and either runs its tasks', async () => {
  const { asks, fileStore } = await startNodes('turns')
  const content = randomBytes(400_000)
  const path = await begin(asks[0], content.length)
  for (let part = 0; part < 8; part++) {
    const ask = asks[part % 2] as Fetch
    const head = await ask(path, { method: 'HEAD', headers: TUS })
    expect(head.headers.get('upload-offset')).toBe(String(part * 50_000))
    const response = await append(
      ask,
      path,
      part * 50_000,
      content.subarray(part * 50_000, (part + 1) * 50_000),
    )
    expect(response.status).toBe(204)
  }
  const { id } = await create(asks[1], { source: { upload: path.split('/').at(-1) }, to: ['es'] })
  expect((await untilFinal(asks[0], id)).status).toBe('completed')
  for (const ask of asks) {
    const text = await (await ask(`/v1/translations/${id}/artifacts/es.txt`)).text()
    expect(text).toBe(`400000 ${content.subarray(0, 8).toString('hex')}`)
  }
  await asks[1](`/v1/translations/${id}`, { method: 'DELETE' })
  expect(await keysOf(await newBucket(fileStore))).toEqual(['.owner.json'])
})

it('of two nodes that write at the same offset at once, one answers 204', async () => {
  const { asks } = await startNodes('race')
  const path = await begin(asks[0], 100)
  for (let offset = 0; offset < 100; offset += 10) {
    const answers = await Promise.all(asks.map((ask) => append(ask, path, offset, randomBytes(10))))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    const heads = await Promise.all(asks.map((ask) => ask(path, { method: 'HEAD', headers: TUS })))
    expect(heads.map(({ headers }) => headers.get('upload-offset'))).toEqual([
      `${offset + 10}`,
      `${offset + 10}`,
    ])
  }
})
