import { VideoTranslationClient } from 'video-translation-client'
import { describe, expect, it } from 'vitest'
import { advanceUntilSettled, useVirtualTime } from '../../../../test/support/virtual-time.ts'
import {
  type DocumentName,
  documentServer,
  type JobSettings,
} from '../../../../test/support/document-servers.ts'
import { type ShapeName, status } from '../../../protocols/status.ts'

useVirtualTime()

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
  it('starts a job and reports its end, and gets no other requests', async () => {
    const { client, requests } = connect(document, shape)
    const { id, status: first } = await advanceUntilSettled(client.create(request))
    expect(first).toBe('pending')
    expect(await advanceUntilSettled(client.wait(id))).toMatchObject({ id, status: 'completed' })
    const known = /^(POST \/(translate|create_job|start)|GET \/(job|status)(\/[\w-]+|\?job_id=\w+))$/
    for (const route of requests) expect(route).toMatch(known)
  })

  it('reports an error', async () => {
    const { client } = connect(document, shape, { end: 'error' })
    await expect(advanceUntilSettled(client.translate(request))).rejects.toMatchObject({
      name: 'TranslationError',
    })
  })

  it('cannot cancel, and gets no request for it', async () => {
    const { client, requests } = connect(document, shape)
    const { id } = await advanceUntilSettled(client.create(request))
    await expect(client.cancel(id)).rejects.toMatchObject({ code: 'not_supported' })
    expect(requests).toHaveLength(1)
  })

  it('does not know the id of a job that was never started', async () => {
    const { client } = connect(document, shape)
    await expect(advanceUntilSettled(client.get('nobody'))).rejects.toMatchObject({ status: 404 })
  })
})

it.each(['adaptive-client', 'status-simulation'] as const)(
  'the server of the %s has one job',
  async (document) => {
    const { client } = connect(document, 'single')
    expect(await advanceUntilSettled(client.wait('video'))).toMatchObject({ status: 'completed' })
  },
)

describe('an id that the server already has', () => {
  it('is the same job, although the server says so in words with a 404', async () => {
    const { client, requests } = connect('job-simulation', 'start')
    for (const _ of [1, 2]) {
      const created = await advanceUntilSettled(client.create({ reference: 'talk-1' }))
      expect(created).toMatchObject({ id: 'talk-1', reference: 'talk-1', status: 'pending' })
    }
    expect(requests).toEqual(['POST /start', 'POST /start', 'GET /status?job_id=talk-1'])
  })

  it('is found completed if the job has ended', async () => {
    const { client } = connect('job-simulation', 'start')
    await advanceUntilSettled(client.translate({ reference: 'talk-1' }))
    expect(await advanceUntilSettled(client.create({ reference: 'talk-1' }))).toMatchObject({
      status: 'completed',
    })
  })
})

it.each(['.', '..'])('the id %s is refused, because it would change the path', async (id) => {
  const { client, requests } = connect('progressive-client', 'translate')
  await expect(client.get(id)).rejects.toMatchObject({ code: 'invalid_argument' })
  expect(requests).toEqual([])
})
