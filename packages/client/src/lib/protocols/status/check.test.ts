import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { VideoTranslationClient } from 'video-translation-client'
import { afterEach, describe, expect, it } from 'vitest'
import { setUpStatus as setUp } from '../../../../test/support/status-server.ts'
import { status } from '../../../protocols/status.ts'

describe('status() refuses', () => {
  it.each([
    [null, 'The options of the protocol status have to be an object.'],
    ['translate', 'The options of the protocol status have to be an object.'],
    [{ shpae: 'translate' }, 'the protocol status has no option `shpae`'],
    [{ ids: 'nobody' }, '`ids` of the protocol status has to be one of caller, server.'],
    [{ fields: 'state' }, '`fields` of the protocol status has to be of type object.'],
    [
      { shape: 'path' },
      'There is no shape "path" of the protocol status. Choose one of: start, translate, create_job, single.',
    ],
    [
      { get: '/foo' },
      '`get` of the protocol status has to be a method and a path, e.g. "GET /jobs/{id}", not "/foo".',
    ],
    [{ start: 'PATCH /jobs' }, '`start` of the protocol status has to be a method and a path'],
    [{ get: 'GET /foo' }, '`get` of the protocol status has to contain `{id}`.'],
    [{ cancel: 'POST /cancel' }, '`cancel` of the protocol status has to contain `{id}`.'],
    [
      { words: { X: 'finished' } },
      '`words.X` of the protocol status has to be one of pending, running, needs_input, completed, partial, ' +
        'error, canceled, not "finished".',
    ],
    [{ words: { X: { status: 'finished' } } }, '`words.X` of the protocol status has to be one of'],
    [{ words: { X: {} } }, '`words.X` of the protocol status has to be one of'],
  ])('the options %j', (options, message) => {
    expect(() => status(options as never)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining(message) }),
    )
  })
})

it('takes an undefined option for one that is absent', async () => {
  const { client, requests } = setUp({ 'GET /status?job_id=a': { status: 'completed' } }, {
    get: undefined,
    start: undefined,
  } as never)
  await client.get('a')
  expect(requests).toHaveLength(1)
})

it('takes paths without an id for a server with one job', async () => {
  const { client } = setUp(
    { 'POST /begin': {}, 'GET /state': { status: 'running' }, 'POST /stop': { status: 'canceled' } },
    { shape: 'single', start: 'POST /begin', get: 'GET /state', cancel: 'POST /stop' },
  )
  const { id } = await client.create({ reference: 'video' })
  expect(await client.get(id)).toMatchObject({ status: 'running' })
  expect(await client.cancel(id)).toMatchObject({ status: 'canceled' })
})

it.each([
  [null, 'The request has to be an object'],
  [{ reference: 7 }, '`reference` has to be a string that is not empty'],
  [{ reference: '' }, '`reference` has to be a string that is not empty'],
  [{ to: ['es'] }, '`to` has to be a string that is not empty'],
])('create(%j) is refused before any request', async (request, message) => {
  const { client, requests } = setUp({ 'POST /start': {} })
  await expect(client.create(request as never)).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringContaining(message),
  })
  expect(requests).toEqual([])
})

describe('a start that is redirected', () => {
  const server = createServer((request, response) => {
    if (request.url === '/start') response.writeHead(301, { location: '/start/?key=secret' }).end()
    else response.writeHead(405, { 'content-type': 'text/plain' }).end(`No ${request.method} here.`)
  })
  afterEach(() => void server.close())

  it('fails with the new address in the error', async () => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const client = new VideoTranslationClient(url, { protocol: status() })
    await expect(client.create({ reference: 'a' })).rejects.toMatchObject({
      status: 405,
      message: `POST /start (redirected to ${url}/start/): 405 No GET here.`,
    })
  })
})
