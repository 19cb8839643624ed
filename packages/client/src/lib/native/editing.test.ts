import { expect, it } from 'vitest'
import { problem } from '../../../test/support/fake-api.ts'
import { setUp } from '../../../test/support/set-up.ts'

it('adding targets is not repeated, because the second request would do them again', async () => {
  const { api, client } = setUp({ retry: { minDelayMs: 1 } })
  api.intercept = () => problem(502, 'bad_gateway', 'The answer was lost.')
  await expect(client.addTargets('tr_1', { to: ['es'] })).rejects.toMatchObject({ status: 502 })
  expect(api.requests).toHaveLength(1)
  await expect(client.apply('tr_1')).rejects.toMatchObject({ status: 502 })
  expect(api.requests.length).toBeGreaterThan(2)
})
