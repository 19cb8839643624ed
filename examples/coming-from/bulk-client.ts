// Creates jobs whose ids the server chooses, reads one and all of them, and waits until all have
// ended.
//
//   video-translation simulate                    # in another terminal
//   node examples/coming-from/bulk-client.ts [SERVER_URL]
import { type Outcome, VideoTranslationClient } from 'video-translation-client'
import { status } from 'video-translation-client/protocols/status'

await using client = new VideoTranslationClient(process.argv[2] ?? 'http://127.0.0.1:5000', {
  protocol: status({ shape: 'create_job' }),
  retry: { limit: 15, minDelayMs: 500 },
  waiting: { timeoutMs: 300_000, schedule: 'progressive' },
})

const job = await client.create({})
console.log(`Created job with ID: ${job.id}`)

const result = await client.get(job.id)
console.log(`Job status: ${result.status}`)

const ids = [job.id, (await client.create({})).id]
console.log(`Bulk job statuses: ${byId(await client.getMany(ids, { concurrency: 2 }))}`)
console.log(`Bulk job statuses: ${byId(await client.waitMany(ids))}`)

/** The result of each job, such as `completed`, `error` or `timeout`, by its id. */
function byId(outcomes: readonly Outcome[]): string {
  const entries = outcomes.map(({ id, result, error }) => [
    id,
    { status: result, error_message: error?.message },
  ])
  return JSON.stringify(Object.fromEntries(entries))
}
