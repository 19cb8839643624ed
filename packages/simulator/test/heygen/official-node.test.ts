import { createRequire } from 'node:module'
import { VideoTranslationClient } from 'video-translation-client'
import { heygen } from 'video-translation-client/protocols/heygen'
import { createSimulator, type Listening, type Simulator } from 'video-translation-simulator'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** The part of n8n that the node needs to translate and upload. */
interface Host {
  getInputData(): { binary?: Record<string, { data: string; fileName: string; mimeType: string }> }[]
  getNodeParameter(name: string, item: number, fallback?: unknown): unknown
  getNode(): object
  getCredentials(type: string): Promise<{ apiKey: string }>
  continueOnFail(): boolean
  helpers: {
    httpRequest(options: HttpOptions): Promise<unknown>
    httpRequestWithAuthentication(type: string, options: HttpOptions): Promise<unknown>
  }
}

interface HttpOptions {
  method: string
  url: string
  headers: Record<string, string>
  body?: FormData | object
}

type Node = new () => { execute(this: Host): Promise<[{ json: { data: Record<string, unknown> } }[]]> }

// This is HeyGen's published package. The test replaces only n8n around it.
const { HeygenNode } = createRequire(import.meta.url)(
  '@heygenofficial/n8n-nodes-heygen-official/dist/nodes/Heygen/HeygenNode.node.js',
) as { HeygenNode: Node }

let simulator: Simulator
let server: Listening

beforeEach(async () => {
  simulator = createSimulator({ face: 'heygen', scenario: '300ms', apiKeys: ['the-key'] })
  server = await simulator.listen()
})

afterEach(() => simulator.close())

test("our client waits for and downloads a translation that HeyGen's node for n8n started in two languages", async () => {
  const { video_translation_ids: ids } = await run({
    operation: 'translateVideo',
    videoUrl: 'https://example.com/talk.mp4',
    useMultipleLanguages: true,
    outputLanguages: ['Spanish (Spain)', 'French'],
    additionalFields: { title: 'A talk', callbackId: 'mine', mode: 'precision', enableCaption: true },
  })
  const client = connect()
  const done = await client.wait((ids as string[]).join(','))
  expect(done).toMatchObject({ status: 'completed', reference: 'mine', source: { name: 'A talk' } })
  expect(done.targets.map(({ language }) => language)).toEqual(['es-ES', 'fr'])
  expect(await (await client.download(done.id, 'fr.vtt')).text()).toMatch(/^WEBVTT/)
  client.close()
})

test('our client can translate a file that the node uploaded', async () => {
  const asset = await run(
    { operation: 'uploadAssets', binaryData: true, binaryPropertyName: 'video' },
    { video: { data: btoa('a video'), fileName: 'talk.mp4', mimeType: 'video/mp4' } },
  )
  expect(asset).toMatchObject({ mime_type: 'video/mp4', size_bytes: 7 })
  const client = connect()
  const done = await client.translate({ source: { asset: String(asset['asset_id']) }, to: ['es-ES'] })
  expect(done.status).toBe('completed')
  expect(simulator.jobs[0]?.source).toMatchObject({ upload: asset['asset_id'], name: 'talk.mp4' })
  client.close()
})

test('the node reports a refusal of the face as an error of the API', async () => {
  const translate = { operation: 'translateVideo', videoUrl: 'https://example.com/talk.mp4' }
  await expect(run({ ...translate, outputLanguage: 'Klingon' })).rejects.toThrow(/^400 invalid_parameter/)
  await expect(run({ ...translate, outputLanguage: 'French' }, undefined, 'wrong')).rejects.toThrow(
    /^401 unauthorized/,
  )
  expect(simulator.jobs).toEqual([])
})

async function run(
  parameters: Record<string, unknown>,
  binary?: Record<string, { data: string; fileName: string; mimeType: string }>,
  apiKey = 'the-key',
): Promise<Record<string, unknown>> {
  const host: Host = {
    getInputData: () => [{ ...(binary && { binary }) }],
    getNodeParameter: (name, _, fallback) => ({ authentication: 'apiKey', ...parameters })[name] ?? fallback,
    getNode: () => ({}),
    getCredentials: async () => ({ apiKey }),
    continueOnFail: () => false,
    helpers: { httpRequest: request, httpRequestWithAuthentication: (_, options) => request(options) },
  }
  const [[result]] = await new HeygenNode().execute.call(host)
  if (!result) throw new Error('The node returned nothing.')
  return result.json.data
}

/** Sends requests like n8n, but to the simulator. */
async function request({ method, url, headers, body }: HttpOptions): Promise<unknown> {
  const isForm = body instanceof FormData
  const response = await fetch(url.replace('https://api.heygen.com', server.url), {
    method,
    headers: { ...headers, ...(!isForm && { 'content-type': 'application/json' }) },
    body: isForm ? body : JSON.stringify(body),
  })
  const answer = (await response.json()) as { error?: { code: string; message: string } }
  if (answer.error) throw new Error(`${response.status} ${answer.error.code}: ${answer.error.message}`)
  return answer
}

function connect() {
  const waiting = { schedule: 'fixed', minDelayMs: 50 } as const
  return new VideoTranslationClient(server.url, { protocol: heygen(), apiKey: 'the-key', waiting })
}
