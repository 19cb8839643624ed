import { expect, it } from 'vitest'
import type { EngineInfo } from 'video-translation-client'
import { chargeAmong, findCharge } from 'video-translation-client/estimate'

const about = { description: '', ready: true, problems: [], languages: [], options: {} }
const dubber: EngineInfo = {
  ...about,
  name: 'dubber',
  charges: { vendor: 'Dubber', verbs: { create: 'dub', apply: 'lines' } },
}
const pipeline: EngineInfo = { ...about, name: 'pipeline' }
const older: EngineInfo = { ...about, name: 'older' }

it('a vendor is paid for the verbs that its engine names, and for no others', () => {
  const engines = [pipeline, dubber]
  expect(chargeAmong(engines, 'dubber', 'apply')).toEqual({ vendor: 'Dubber', work: 'lines' })
  expect(chargeAmong(engines, 'dubber', 'retry')).toBeUndefined()
  expect(chargeAmong(engines, 'pipeline', 'create')).toBeUndefined()
})

it('an engine that says nothing, or that nobody knows, may cost anything', () => {
  expect(chargeAmong([older], 'older', 'retry')).toEqual({ vendor: 'older' })
  expect(chargeAmong([], 'gone', 'apply')).toEqual({ vendor: 'gone' })
})

it('the server is asked about vendors only', async () => {
  let asked = 0
  const client = { engines: async () => (asked++, [dubber]) }
  expect(await findCharge(client, 'pipeline', 'apply')).toBeUndefined()
  expect(await findCharge(client, 'simulated', 'create')).toBeUndefined()
  expect(asked).toBe(0)
  expect(await findCharge(client, 'dubber', 'create')).toEqual({ vendor: 'Dubber', work: 'dub' })
})
