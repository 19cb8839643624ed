import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { advanceUntilSettled } from '../../test/support/virtual-time.ts'
import type { LogFields } from 'video-translation-client'
import { status } from '../protocols/status.ts'
import { problem } from '../../test/support/fake-api.ts'
import { follow, setUp } from '../../test/support/set-up.ts'

type Level = 'debug' | 'info' | 'warn' | 'error'
interface Line extends LogFields {
  level: Level
  message: string
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function logging(options: Record<string, unknown> = {}) {
  const lines: Line[] = []
  const at = (level: Level) => (message: string, fields: LogFields) =>
    void lines.push({ level, message, ...fields })
  const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  const of = (level: Level) => lines.filter((line) => line.level === level)
  return { lines, of, ...setUp({ logger, retry: { limit: 1, minDelayMs: 1 }, ...options }) }
}

it.each(['auto', 'held', 'polling'] as const)(
  'by %s, info tells each change of the status and the end, and debug each request',
  async (transport) => {
    const { api, client, of, lines } = logging()
    const { id } = api.add({ status: 'pending' })
    const waiting = follow(
      client.wait(id, { transport, ...(transport === 'polling' && { schedule: 'fixed' }) }),
    )
    for (const change of [{ status: 'running' }, { progress: 0.5 }, { status: 'completed' }] as const) {
      await vi.advanceTimersByTimeAsync(3_000)
      api.change(id, change)
    }
    await vi.advanceTimersByTimeAsync(3_000)
    expect(waiting.result?.status).toBe('completed')
    expect(of('info').map(({ message, status }) => [message, status])).toEqual([
      ['translation changed', 'pending'],
      ['translation changed', 'running'],
      ['translation changed', 'completed'],
      ['wait ended', undefined],
    ])
    expect(of('debug').filter(({ message }) => message === 'request sent')).toHaveLength(api.requests.length)
    expect(of('warn').concat(of('error'))).toEqual([])
    for (const { translationId, translationIds } of lines)
      expect(translationId ?? (translationIds as string[])[0]).toBe(id)
  },
)

it.each(['error', 'partial'] as const)(
  'error tells, once, of a translation that ends as %s',
  async (status) => {
    const { api, client, of } = logging()
    const { id } = api.add({ status: 'running' })
    const waits = [follow(client.wait(id)), follow(client.wait(id))]
    await vi.advanceTimersByTimeAsync(100)
    api.change(id, { status, error: { code: 'no_speech', message: 'Nobody speaks.' } })
    await vi.advanceTimersByTimeAsync(100)
    expect(waits.every(({ error }) => error)).toBe(true)
    expect(of('error')).toMatchObject([
      { message: 'translation failed', translationId: id, status, error: 'Nobody speaks.' },
    ])
  },
)

it('error tells of each wait that gave up, and why', async () => {
  const { api, client, of } = logging()
  const { id } = api.add()
  follow(client.wait(id, { timeoutMs: 1_000 }))
  follow(client.waitMany(['tr_none'], { transport: 'polling' }))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(of('error').map(({ translationId, result }) => [translationId, result])).toEqual([
    ['tr_none', 'failed'],
    [id, 'timeout'],
  ])
})

it('error tells of each call that fails, and warn of what is repeated', async () => {
  const { api, client, of } = logging()
  api.intercept = () => problem(503, 'busy', 'Busy.')
  for (const call of [() => client.get('tr_1'), () => client.cancel('tr_1'), () => client.getMany(['tr_1'])])
    follow<unknown>(call())
  await vi.advanceTimersByTimeAsync(1_000)
  const names = ['get failed', 'cancel failed', 'getMany failed']
  expect(of('error').map(({ message, translationId }) => [message, translationId])).toEqual(
    names.map((name) => [name, 'tr_1']),
  )
  expect(of('warn').map(({ translationId }) => translationId)).toEqual(['tr_1', 'tr_1', 'tr_1'])
})

it('error tells of each verb that the protocol does not have', async () => {
  const { of, client } = logging({ protocol: status() })
  for (const call of [
    () => client.cancel('a'),
    () => client.delete('a'),
    () => client.events('a'),
    () => client.engines(),
    () => client.list().page(),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'not_supported' })
  expect(of('error').map(({ message, code }) => [message, code])).toEqual(
    ['cancel', 'delete', 'events', 'engines', 'list'].map((verb) => [`${verb} failed`, 'not_supported']),
  )
})

it('warn tells of a start that was lost and is repeated', async () => {
  const { of, client } = logging({
    protocol: status(),
    fetch: async (_: unknown, { method }: RequestInit = {}) => {
      if (method === 'POST') throw new TypeError('fetch failed')
      return Response.json({}, { status: 404 })
    },
  })
  const created = expect(advanceUntilSettled(client.create({ reference: 'a' } as never))).rejects.toThrow(
    'fetch failed',
  )
  await created
  expect(of('warn')).toMatchObject([
    {
      message: 'the response to a start was lost; starting again',
      error: expect.stringContaining('fetch failed'),
    },
  ])
})

it('a request for many names them all', async () => {
  const { api, client, of } = logging()
  const ids = [api.add().id, api.add().id]
  await client.getMany(ids)
  expect(of('debug')).toMatchObject([
    { message: 'request sent', translationIds: ids },
    { message: 'request answered', translationIds: ids, status: 200 },
  ])
})

it('an abort and a closed client are no errors', async () => {
  const { api, client, of } = logging()
  api.intercept = () => new Promise(() => {})
  const stop = new AbortController()
  follow(client.get('tr_1', { signal: stop.signal }))
  follow(client.wait('tr_1', { signal: stop.signal }))
  follow(client.get('tr_2'))
  follow(client.wait('tr_2'))
  stop.abort()
  client.close()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(of('error')).toEqual([])
})
