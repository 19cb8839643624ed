import type { EngineInfo, VideoTranslationClient } from 'video-translation-client'
import { expect, test } from 'vitest'
import { retriedEngines } from './retried-engines.ts'

const engine = (name: string, ready: boolean, retry?: 'video') =>
  ({ name, ready, charges: { vendor: name, verbs: { ...(retry && { retry }) } } }) as EngineInfo
const ENGINES = [
  engine('pipeline', true),
  engine('azure', true, 'video'),
  engine('heygen', false, 'video'),
  engine('free', true),
]

/** A server with failed translations of these engines, and the lists that it was asked for. */
function serverWith(...failed: string[]) {
  const asked: object[] = []
  const list = (filter: { engine?: string }) => ({
    page: async () => {
      asked.push(filter)
      if (failed.includes('broken')) throw new Error('No answer.')
      return { items: failed.filter((name) => name === filter.engine) }
    },
  })
  return { asked, client: { list } as unknown as VideoTranslationClient }
}

test('an engine that no worker runs now is paid for once one runs it, so it counts', async () => {
  const { client, asked } = serverWith('pipeline', 'heygen')
  expect(await retriedEngines(client, ENGINES, { to: 'es' })).toEqual(['heygen'])
  const failed = { to: 'es', status: ['error', 'partial', 'canceled'], limit: 1 }
  expect(asked).toEqual([
    { ...failed, engine: 'azure' },
    { ...failed, engine: 'heygen' },
  ])
})

test('a server with keys of vendors, and only failed translations of its own, asks nothing', async () => {
  expect(await retriedEngines(serverWith('pipeline').client, ENGINES, {})).toEqual([])
})

test('the filter chooses the engine and the statuses, also of an engine that nobody knows', async () => {
  const { client, asked } = serverWith('gone')
  expect(await retriedEngines(client, ENGINES, { engine: 'gone', status: ['error', 'running'] })).toEqual([
    'gone',
  ])
  expect(asked).toEqual([{ engine: 'gone', status: ['error'], limit: 1 }])
})

test('without an answer of the server, a vendor may be paid', async () => {
  expect(await retriedEngines(serverWith('broken').client, ENGINES, {})).toEqual(['azure', 'heygen'])
})
