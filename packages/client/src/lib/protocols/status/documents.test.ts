import { VideoTranslationClient } from 'video-translation-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type DocumentName,
  documentServer,
  type JobSettings,
} from '../../../../test/support/document-servers.ts'
import { settled } from '../../../../test/support/settled.ts'
import { type ShapeName, status } from '../../../protocols/status.ts'
import '../../../../test/support/load-parts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function connect(document: DocumentName, shape: ShapeName, settings?: JobSettings) {
  const server = documentServer(document, settings)
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    await server.fetch(new Request(input, init))
  const client = new VideoTranslationClient('http://127.0.0.1:5000', {
    protocol: status({ shape }),
    fetch: fetch as typeof globalThis.fetch,
  })
  return { client, requests: server.requests }
}

const WITH_START = [
  ['progressive-client', 'translate', { from: 'en', to: 'es' }],
  ['bulk-client', 'create_job', {}],
  ['job-simulation', 'start', { reference: 'translate_video_1' }],
] as const

describe.each(WITH_START)('the server of the %s, by the shape %s', (document, shape, request) => {
  it('starts a job and tells its end, with nothing but its own routes', async () => {
    const { client, requests } = connect(document, shape)
    const { id, status: first } = await settled(client.create(request))
    expect(first).toBe('pending')
    expect(await settled(client.wait(id))).toMatchObject({ id, status: 'completed' })
    const known = /^(POST \/(translate|create_job|start)|GET \/(job|status)(\/[\w-]+|\?job_id=\w+))$/
    for (const route of requests) expect(route).toMatch(known)
  })

  it('tells an error as one', async () => {
    const { client } = connect(document, shape, { end: 'error' })
    await expect(settled(client.translate(request))).rejects.toMatchObject({ name: 'TranslationError' })
  })

  it('has no request to cancel: nothing is asked', async () => {
    const { client, requests } = connect(document, shape)
    const { id } = await settled(client.create(request))
    await expect(client.cancel(id)).rejects.toMatchObject({ code: 'not_supported' })
    expect(requests).toHaveLength(1)
  })

  it('does not know an id that nobody started', async () => {
    const { client } = connect(document, shape)
    await expect(settled(client.get('nobody'))).rejects.toMatchObject({ status: 404 })
  })
})

it.each(['adaptive-client', 'status-simulation'] as const)(
  'the server of the %s has one job',
  async (document) => {
    const { client } = connect(document, 'single')
    expect(await settled(client.wait('video'))).toMatchObject({ status: 'completed' })
  },
)

describe('an id that the server has already', () => {
  it('is the same job, though the server says 404 and so in words', async () => {
    const { client, requests } = connect('job-simulation', 'start')
    for (const _ of [1, 2]) {
      const created = await settled(client.create({ reference: 'talk-1' }))
      expect(created).toMatchObject({ id: 'talk-1', reference: 'talk-1', status: 'pending' })
    }
    expect(requests).toEqual(['POST /start', 'POST /start', 'GET /status?job_id=talk-1'])
  })

  it('is found completed where the job has ended meanwhile', async () => {
    const { client } = connect('job-simulation', 'start')
    await settled(client.translate({ reference: 'talk-1' }))
    expect(await settled(client.create({ reference: 'talk-1' }))).toMatchObject({ status: 'completed' })
  })
})

it.each(['.', '..'])('the id %s, which would leave its path, is refused', async (id) => {
  const { client, requests } = connect('progressive-client', 'translate')
  await expect(client.get(id)).rejects.toMatchObject({ code: 'invalid_argument' })
  expect(requests).toEqual([])
})
