import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSimulator, type Simulator, type SimulatorOptions } from '../simulator.ts'
import { isPrivate, PrivateAddress, publicFetch, type Resolve } from './public-fetch.ts'

describe('an address', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
  ])('%s is private', (address) => expect(isPrivate(address)).toBe(true))
  test.each([
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    'ff02::1',
  ])('%s is private', (address) => expect(isPrivate(address)).toBe(true))
  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s is public', (address) =>
    expect(isPrivate(address)).toBe(false),
  )
})

const receiver = createServer((_, answer) => void answer.writeHead(204).end())
const received: string[] = []
receiver.on('request', ({ url }) => received.push(String(url)))
let port: number

beforeEach(async () => {
  received.length = 0
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  port = (receiver.address() as AddressInfo).port
})

afterEach(() => void receiver.close())

test.each(['127.0.0.1', 'localhost', '127.1', '[::ffff:127.0.0.1]', 'sub.localhost'])(
  'nothing is sent to %s',
  async (host) => {
    await expect(publicFetch(`http://${host}:${port}/`, { method: 'POST' })).rejects.toThrow()
    expect(received).toEqual([])
  },
)

test.each([[['127.0.0.1']], [['2606:4700::1111', '127.0.0.1']], [['::1']], [[]]])(
  'nothing is sent to a name that resolves to %j',
  async (addresses) => {
    const resolve: Resolve = (_, __, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    const sent = publicFetch(`http://receiver.test:${port}/`, { method: 'POST' }, resolve)
    await expect(sent).rejects.toBeInstanceOf(PrivateAddress)
    expect(received).toEqual([])
  },
)

describe('a webhook to this machine', () => {
  let simulator: Simulator
  afterEach(() => simulator.close())

  async function finish(options: SimulatorOptions): Promise<void> {
    simulator = createSimulator({ face: 'heygen', speed: 0, ...options })
    const body = {
      video: { type: 'url', url: 'https://example.com/talk.mp4' },
      output_languages: ['French'],
      callback_url: `http://localhost:${port}/hook`,
    }
    const init = { method: 'POST', headers: { 'x-api-key': 'k' }, body: JSON.stringify(body) }
    await simulator.fetch('/v3/video-translations', init)
    simulator.advance('1m')
    await expect.poll(() => simulator.backend('heygen').webhooks.log.length).toBe(1)
  }

  test('is not sent, and the log says how to allow it', async () => {
    await finish({})
    expect(received).toEqual([])
    const [attempt] = simulator.backend('heygen').webhooks.log
    expect(attempt?.error).toContain('--allow-private-callbacks')
  })

  test('is not sent by an own fetch either if the setting forbids it', async () => {
    await finish({ fetch, allowPrivateCallbacks: false })
    expect(received).toEqual([])
  })

  test('is sent if the setting allows it', async () => {
    await finish({ allowPrivateCallbacks: true })
    expect(received).toEqual(['/hook'])
  })
})
