import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../../../test/support/test-server.ts'
import type { ServerOptions } from '../../config/server-options.ts'
import { judgePeer, type PeerProgress } from './slow-peers.ts'

const TIMEOUTS = { headMs: 30_000, bodyMs: 30_000, lingerMs: 2_000, readerMs: 60_000 }
const JSON_BODY: PeerProgress = {
  sinceMs: 0,
  isRead: false,
  isUpload: false,
  arriving: { sinceMs: 0, bytes: 10 },
  answeredMs: undefined,
  behind: undefined,
}
const READING: PeerProgress = { ...JSON_BODY, isRead: true }
const arriving = (bytes: number) => ({ sinceMs: 0, bytes })
const behind = (bytes: number) => ({ sinceMs: 5_000, bytes })

it.each<[string, PeerProgress, number, string]>([
  ['a body that comes', JSON_BODY, 30_000, 'ok'],
  ['a body that drips', { ...JSON_BODY, arriving: arriving(1e6) }, 30_001, 'late'],
  ['a request that is worked on', READING, 1e9, 'ok'],
  ['a refused body that goes on', { ...JSON_BODY, answeredMs: 1_000 }, 3_000, 'ok'],
  ['a refused body that never ends', { ...JSON_BODY, answeredMs: 1_000 }, 3_001, 'cut'],
  ['an answered request', { ...READING, answeredMs: 1_000 }, 1e9, 'ok'],
  ['an upload that begins slowly', { ...JSON_BODY, isUpload: true }, 60_000, 'ok'],
  ['an upload that drips', { ...JSON_BODY, isUpload: true, arriving: arriving(61_000) }, 60_001, 'cut'],
  ['an upload for hours', { ...JSON_BODY, isUpload: true, arriving: arriving(1e8) }, 1e7, 'ok'],
  ['a reader that pauses', { ...READING, behind: behind(0) }, 65_000, 'ok'],
  ['a reader that has gone to sleep', { ...READING, behind: behind(0) }, 65_001, 'cut'],
  ['a reader that drips', { ...READING, behind: behind(100_000) }, 200_000, 'cut'],
  ['a reader of a large file', { ...READING, behind: behind(1e9) }, 1e6, 'ok'],
])('%s', (_, pace, nowMs, verdict) => {
  expect(judgePeer(pace, nowMs, TIMEOUTS)).toBe(verdict)
})

describe('a connection', () => {
  const apiKeys = [{ name: 'ann', key: 'ann-0123456789abcdef' }]
  const head = (key: string) =>
    `POST /v1/translations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
    `X-API-Key: ${key}\r\nContent-Length: 1000\r\n\r\n`

  it('gets its 401, and is closed when the body keeps dripping', async () => {
    const socket = await open({ apiKeys, timeouts: { lingerMs: 50 } })
    const dripping = drip(socket, head('wrong'))
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 401 /)
    clearInterval(dripping)
  })

  it('gets 408 when the body of a valid key drips', async () => {
    const socket = await open({ apiKeys, timeouts: { lingerMs: 50, bodyMs: 100 } })
    const dripping = drip(socket, head('ann-0123456789abcdef'))
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request_timeout"/)
    clearInterval(dripping)
  })

  it('gets 408 when the head drips', async () => {
    const socket = await open({ timeouts: { headMs: 100 } })
    const dripping = drip(socket, 'GET /healthz HTTP/1.1\r\n')
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request_timeout"/)
    clearInterval(dripping)
  })

  it('is closed when an upload drips, however fast it began', async () => {
    const server = await startServer({ timeouts: { readerMs: 200 } })
    const url = await server.listen()
    const tus = { 'tus-resumable': '1.0.0', 'upload-length': '100000000' }
    const created = await fetch(`${url}/v1/uploads`, { method: 'POST', headers: tus })
    const socket = connectTo(url)
    socket.write(
      `PATCH ${new URL(created.headers.get('location') ?? '', url).pathname} HTTP/1.1\r\nHost: localhost\r\n` +
        'Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n' +
        'Content-Length: 100000000\r\n\r\n',
    )
    const dripping = drip(socket, 'x'.repeat(10_000_000))
    expect(await answerOf(socket)).toBe('')
    clearInterval(dripping)
  })

  it('stays open for the next request when a refused body ends', async () => {
    const socket = await open({ apiKeys, timeouts: { lingerMs: 60_000 } })
    socket.write(head('wrong'))
    await once(socket, 'data')
    socket.write(`${'x'.repeat(1000)}GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    expect(await answerOf(socket)).toMatch(/HTTP\/1\.1 200 /)
  })
})

async function open(options: ServerOptions): Promise<Socket> {
  const server = await startServer(options)
  return connectTo(await server.listen())
}

function connectTo(url: string): Socket {
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  // Bytes that the client still sends after the server has closed the connection fail.
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  return socket
}

/** All that comes until the connection is over, by a reset too. */
async function answerOf(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await new Promise((resolve) => socket.once('close', resolve))
  return text
}

function drip(socket: Socket, head: string): NodeJS.Timeout {
  socket.write(head)
  return setInterval(() => socket.write('x'), 5)
}
