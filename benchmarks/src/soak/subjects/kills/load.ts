import type { Entry, Ledger } from './ledger.ts'

const USERS = 4
const SOURCE = { url: 'https://example.com/talk.mp4' }

/** Lets users create, cancel and delete until the server is gone. */
export async function putLoad(url: string, ledger: Ledger, dying: AbortSignal): Promise<void> {
  // Repeats the creates that a killed server did not answer. They must not create a second
  // translation.
  for (const entry of ledger.unanswered()) await quietly(() => create(url, entry, dying))
  const users = Array.from({ length: USERS }, (_, user) => actUntilGone(url, ledger, user, dying))
  await Promise.all(users)
}

async function actUntilGone(url: string, ledger: Ledger, user: number, dying: AbortSignal): Promise<void> {
  for (let count = user; !dying.aborted; count++) {
    const entry = ledger.next()
    const isThere = await quietly(() => create(url, entry, dying))
    if (!isThere) return
    if (count % 5 === 0) await quietly(() => cancel(url, entry, dying))
    if (count % 7 === 0) await quietly(() => remove(url, entry, dying))
  }
}

async function create(url: string, entry: Entry, signal: AbortSignal): Promise<void> {
  const body = {
    source: SOURCE,
    from: 'en',
    to: ['es', 'fr'],
    reference: entry.key,
    options: optionsOf(entry),
  }
  const response = await fetch(`${url}/v1/translations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': entry.key },
    body: JSON.stringify(body),
    signal,
  })
  if (response.status !== 201) throw new Error(`Create was answered ${response.status}.`)
  entry.id = ((await response.json()) as { id: string }).id
}

async function cancel(url: string, entry: Entry, signal: AbortSignal): Promise<void> {
  entry.cancel = 'asked'
  const { ok } = await fetch(`${url}/v1/translations/${entry.id}/cancel`, { method: 'POST', signal })
  if (ok) entry.cancel = 'acknowledged'
}

async function remove(url: string, entry: Entry, signal: AbortSignal): Promise<void> {
  entry.removal = 'asked'
  const { ok } = await fetch(`${url}/v1/translations/${entry.id}`, { method: 'DELETE', signal })
  if (ok) entry.removal = 'acknowledged'
}

/** Some jobs outlast a server, so that kills interrupt them at every step. */
function optionsOf({ key, expected }: Entry) {
  const durationMs = 50 + (Number(key.split('-')[1]) % 20) * 100
  if (expected === 'partial') return { durationMs, targets: { fr: { outcome: 'error' } } }
  return { durationMs, outcome: expected }
}

/** False when the server died during the request. */
async function quietly(work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Create was answered')) throw error
    return false
  }
}
