import { expect, test } from 'vitest'
import type { HostedClient } from '../vendor/vendor.ts'
import { findListed } from './find-listed.ts'

const { signal } = new AbortController()
const ASKED_MS = Date.parse('2026-07-01T12:00:00Z')

/** An account with these jobs, newest first, and how many of them were read. */
function accountOf(...jobs: { id: string; reference?: string; createdAt: string }[]) {
  const asked: object[] = []
  const read: string[] = []
  async function* all() {
    for (const job of jobs) {
      read.push(job.id)
      yield job
    }
  }
  const list = (filter: object) => (asked.push(filter), all())
  return { asked, read, client: { list } as unknown as HostedClient }
}

const newer = { id: 'newer', createdAt: '2026-07-02T00:00:00Z' }
const own = { id: 'own', reference: 'task-1-r1', createdAt: '2026-07-01T11:59:00Z' }
const older = { id: 'older', createdAt: '2026-07-01T10:00:00Z' }

test('a job is found by its reference, in large pages', async () => {
  const { client, asked } = accountOf(newer, own, older)
  expect(await findListed('task-1-r1', client, ASKED_MS, signal)).toBe('own')
  expect(asked).toMatchObject([{ limit: 100 }])
})

test('the history of the account from before is not read', async () => {
  const { client, read } = accountOf(newer, older, { ...older, id: 'oldest' })
  expect(await findListed('task-1-r1', client, ASKED_MS, signal)).toBeUndefined()
  expect(read).toEqual(['newer', 'older'])
})
