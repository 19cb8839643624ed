import { afterAll, beforeAll, expect, it } from 'vitest'
import { FAULTS } from '../support/faults/faults.ts'
import { runFaults } from '../support/faults/run-faults.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { temporaryFolder } from '../support/test-server.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster({ settings: ['fsync=on'] })
})
afterAll(() => cluster.stop())

it('nothing is lost, ended twice or out of order while nodes and PostgreSQL are killed and cut off', async () => {
  const report = await runFaults({
    folder: await temporaryFolder(),
    database: cluster,
    databaseUrl: await cluster.createDatabase('faults'),
    nodes: 2,
    faults: Object.entries(FAULTS).map(([name, inject]) => ({ name, inject })),
  })
  expect(report.violations).toEqual([])
  expect(report.translations).toBeGreaterThanOrEqual(Object.keys(FAULTS).length)
  expect(report.takenOver).toBeGreaterThan(0)
})
