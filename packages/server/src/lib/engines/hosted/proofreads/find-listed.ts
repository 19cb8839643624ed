import type { HostedClient } from '../vendor/vendor.ts'

/** The most that a page of HeyGen has. */
const PAGE_SIZE = 100

/** The clock of the vendor may be behind. */
const TOLERANCE_MS = 3_600_000

/**
 * Finds a job by its reference in a list that cannot filter. It is newest first, so the search ends
 * at a job that is older than the one that is looked for.
 * @param sinceMs when the job was asked for, in milliseconds since 1970
 */
export async function findListed(
  reference: string,
  client: Pick<HostedClient, 'list'>,
  sinceMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  for await (const job of client.list({ limit: PAGE_SIZE, signal })) {
    if (job.reference === reference) return job.id
    if (Date.parse(job.createdAt) < sinceMs - TOLERANCE_MS) return undefined
  }
  return undefined
}
