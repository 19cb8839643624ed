import { afterAll, beforeAll, expect, it } from 'vitest'
import { FAULTS } from '../support/faults/faults.ts'
import { runFaults } from '../support/faults/run-faults.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { temporaryFolder } from '../support/test-server.ts'
import { newBucketOptions } from './support/bench.ts'
import { storage } from './support/storage.ts'
import { crashSwift } from './support/swift.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster({ settings: ['fsync=on'] })
})
afterAll(() => cluster.stop())

/** `npm run soak -- faults` runs all of them, many times. */
const NAMES = [
  'a worker is killed',
  'packets from a worker to PostgreSQL are dropped',
  'PostgreSQL is killed',
  'an API node is killed',
]

it('nothing is lost, ended twice or out of order while nodes and PostgreSQL are killed and cut off', async () => {
  const { endpoint, folder } = storage()
  const report = await runFaults({
    folder: await temporaryFolder(),
    database: cluster,
    databaseUrl: await cluster.createDatabase('faults'),
    bucket: { ...newBucketOptions(), endpoint },
    crashStorage: () => crashSwift(folder),
    apis: 2,
    workers: 2,
    faults: NAMES.map((name) => ({ name, inject: FAULTS[name] ?? expect.unreachable(name) })),
  })
  expect(report.violations).toEqual([])
  expect(report.translations).toBeGreaterThan(5)
  expect(report.takenOver).toBeGreaterThan(0)
})
