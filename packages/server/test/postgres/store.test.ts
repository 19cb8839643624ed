import { afterAll, beforeAll, beforeEach } from 'vitest'
import { describeStore } from '../../src/lib/store/conformance/conformance.ts'
import { openPostgresStore } from '../../src/lib/store/postgres/open-postgres-store.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'

let cluster: Cluster
let url: string

beforeAll(async () => {
  cluster = await startCluster()
  url = await cluster.createDatabase('conformance')
  await (await openPostgresStore({ url })).close()
})

afterAll(() => cluster.stop())

// One database for all tests: a new one for each would take longer than the tests.
beforeEach(() =>
  cluster.run(
    'truncate translations, queues, uploads, upload_claims, steady_clock, secrets, nodes, api_keys, audit, owner_limits, owner_usage cascade',
    url,
  ),
)

// The machine's clock, which the tests set forward and back, must not matter.
describeStore('the PostgreSQL store', ({ elapsed }) => openPostgresStore({ url, clock: elapsed }))
