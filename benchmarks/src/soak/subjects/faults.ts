import { startCluster } from '../../../../packages/server/test/support/postgres.ts'
import { FAULTS } from '../../../../packages/server/test/support/faults/faults.ts'
import { runFaults } from '../../../../packages/server/test/support/faults/run-faults.ts'
import { crashSwift, startSwift } from '../../../../packages/server/test/s3/support/swift.ts'
import { USER } from '../../../../packages/server/test/s3/support/swift-config.ts'
import { BUCKET, makeBucket } from '../../../../packages/server/test/s3/support/make-bucket.ts'
import type { Figure, Subject } from '../subject.ts'

const ROUNDS = 100

export const subject: Subject = {
  promise:
    'Three API nodes and four workers on PostgreSQL and S3 lose nothing that they acknowledged, end nothing twice, show no ' +
    'file of a worker that lost its lease, and send webhooks in order, while nodes, PostgreSQL and the storage are killed ' +
    'and cut off from each other.',
  async run({ rounds = ROUNDS, folder, tell }) {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: USER.key, AWS_SECRET_ACCESS_KEY: USER.secret })
    const [database, storage] = [await startCluster({ settings: ['fsync=on'] }), await startSwift()]
    try {
      await makeBucket(storage.endpoint)
      const names = Object.keys(FAULTS)
      const faults = Array.from({ length: rounds }, (_, round) => {
        const name = names[Math.floor(Math.random() * names.length)] ?? ''
        const inject = FAULTS[name]
        return {
          name,
          async inject(cluster: Parameters<NonNullable<typeof inject>>[0]) {
            if (round % 10 === 0) tell(`round ${round}: ${name}`)
            await inject?.(cluster)
          },
        }
      })
      const report = await runFaults({
        folder,
        database,
        databaseUrl: await database.createDatabase('faults'),
        bucket: { bucket: BUCKET, prefix: 'soak', endpoint: storage.endpoint },
        crashStorage: () => crashSwift(storage.folder),
        apis: 3,
        workers: 4,
        faults,
      })
      for (const { promise, about } of report.violations.slice(0, 10)) tell(`${promise}: ${about}`)
      return [...figuresOf(report), { name: 'faults', value: rounds }]
    } finally {
      await Promise.all([database.stop(), storage.stop()])
    }
  },
}

function figuresOf({
  violations,
  translations,
  webhooks,
  takenOver,
}: Awaited<ReturnType<typeof runFaults>>): Figure[] {
  return [
    { name: 'translations', value: translations },
    { name: 'webhooks received', value: webhooks },
    { name: 'attempts that another worker took over', value: takenOver },
    { name: 'broken promises', value: violations.length, atMost: 0 },
  ]
}
