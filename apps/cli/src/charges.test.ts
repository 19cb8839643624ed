import { expect, test } from 'vitest'
import { ApiError, ConnectionError, type Outcome } from 'video-translation-client'
import { enginesOf } from './charges.ts'

const { signal } = new AbortController()
const engines = (...outcomes: object[]) =>
  enginesOf({ getMany: async () => outcomes as Outcome[] }, ['tr_1', 'tr_2'], signal)
const found = { id: 'tr_1', translation: { engine: 'pipeline' } }

test('a translation that cannot be read now stops the command, because its price is not known', async () => {
  const error = new ConnectionError('No answer.', { code: 'request_timeout' })
  await expect(engines(found, { id: 'tr_2', error })).rejects.toBe(error)
  const refused = new ApiError('Busy.', { code: 'unavailable', status: 503 })
  await expect(engines(found, { id: 'tr_2', error: refused })).rejects.toBe(refused)
})

test('one that nobody has is refused when it is changed, and asks nothing', async () => {
  const error = new ApiError('Not found.', { code: 'not_found', status: 404 })
  expect(await engines(found, { id: 'tr_2', error })).toEqual(['pipeline'])
})
