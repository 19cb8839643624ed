import type { PoolClient } from 'pg'
import { expect, it } from 'vitest'
import { StoreUnavailable } from '../store-unavailable.ts'
import { createSession } from './session.ts'

function connection(answer: () => object): PoolClient {
  return { query: async () => answer(), release: () => undefined } as unknown as PoolClient
}

/** On a connection that the server has ended, with another one in reserve. */
async function ask(text: string): Promise<unknown> {
  const dead = connection(() => {
    throw new Error('Connection terminated unexpectedly')
  })
  const reconnect = async () => connection(() => ({ rows: ['alive'] }))
  return await createSession(dead, { reconnect }).query(text, [])
}

it.each(['select 1', '\n    with recursive lines(needs) as (select 1) select needs from lines'])(
  'a read on a dead connection is repeated on another one: %j',
  async (text) => expect(await ask(text)).toEqual({ rows: ['alive'] }),
)

it.each(['update tasks set needs = 1', 'with picked as (select 1) update tasks set needs = 1'])(
  'a change on a dead connection fails, since it may have been made: %j',
  async (text) => {
    await expect(ask(text)).rejects.toBeInstanceOf(StoreUnavailable)
  },
)
