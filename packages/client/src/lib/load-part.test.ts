import { expect, it } from 'vitest'
import { loadPart } from './load-part.ts'

it('a part that cannot be loaded is an error of the connection', async () => {
  const cause = new TypeError('Failed to fetch dynamically imported module')
  await expect(loadPart(Promise.reject(cause), undefined)).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'connection_failed',
    cause,
  })
})

it('an abort does not wait for a part to load, even where it fails later', async () => {
  const { promise, reject } = Promise.withResolvers<object>()
  const controller = new AbortController()
  const loading = loadPart(promise, controller.signal)
  controller.abort('enough')
  await expect(loading).rejects.toBe('enough')
  reject(new TypeError('Failed to fetch dynamically imported module'))
  await expect(loadPart(Promise.resolve({}), controller.signal)).rejects.toBe('enough')
})
