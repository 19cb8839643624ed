import { createHash } from 'node:crypto'

/** Sends a request by its path. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>

/** Everything that users and administrators can read from a server. */
export interface Snapshot {
  /** By reference, which the data of a release gives to each translation. */
  translations: Record<string, unknown>
  keys: unknown
  owners: unknown
  audit: unknown
}

interface Item {
  id: string
  reference: string
  artifacts: Artifact[]
  targets: { artifacts: Artifact[] }[]
}

interface Message {
  id: string
  type: string
  version: number
  createdAt: string
  attempts: unknown[]
}

interface Artifact {
  name: string
  url?: string
}

/** @param askAsAdmin with a key that may read keys and audit */
export async function readAll(ask: Ask, askAsAdmin: Ask): Promise<Snapshot> {
  const { items } = (await json(ask, '/v1/translations?limit=100')) as { items: Item[] }
  const translations: Record<string, unknown> = {}
  for (const item of items) translations[item.reference] = lasting(await readTranslation(ask, item))
  return {
    translations,
    keys: lasting(await json(askAsAdmin, '/v1/keys')),
    owners: lasting(await json(askAsAdmin, '/v1/owners')),
    audit: lasting(await json(askAsAdmin, '/v1/audit?limit=100')),
  }
}

async function readTranslation(ask: Ask, { id, artifacts, targets }: Item) {
  const path = `/v1/translations/${id}`
  const files = [...artifacts, ...targets.flatMap((target) => target.artifacts)]
  return {
    translation: await json(ask, path),
    events: await json(ask, `${path}/events`),
    cues: await everyRevision(ask, `${path}/cues`),
    webhooks: await readWebhooks(ask, `${path}/webhooks`),
    files: Object.fromEntries(
      await Promise.all(
        files.map(async ({ name }) => [name, await digest(ask, `${path}/artifacts/${name}`)]),
      ),
    ),
  }
}

/** The cues as they are, then as they were at each revision before. */
async function everyRevision(ask: Ask, path: string): Promise<unknown[]> {
  const newest = (await json(ask, path)) as { revision?: number }
  const pages: unknown[] = [newest]
  for (let revision = (newest.revision ?? 1) - 1; revision > 0; revision--)
    pages.push(await json(ask, `${path}?revision=${revision}`))
  return pages
}

/** Each message with its first attempt: one that waits for its next try gets it at every start. */
async function readWebhooks(ask: Ask, path: string): Promise<unknown[]> {
  const { items } = (await json(ask, path)) as { items: Message[] }
  return items.map(({ id, type, version, createdAt, attempts }) => ({
    id,
    type,
    version,
    createdAt,
    firstAttempt: attempts[0],
  }))
}

/** The answer, or the status of a refusal. */
async function json(ask: Ask, path: string): Promise<unknown> {
  const response = await ask(path)
  return response.ok ? await response.json() : { refused: response.status }
}

async function digest(ask: Ask, path: string): Promise<string> {
  const bytes = Buffer.from(await (await ask(path)).arrayBuffer())
  return createHash('sha256').update(bytes).digest('hex')
}

/** What each start and each minute makes anew: signed links, estimates, places in line, uses. */
const PASSING = new Set([
  'url',
  'urlExpiresAt',
  'expectedSeconds',
  'expected',
  'queue',
  'lastUsedAt',
  'usage',
])

/** Without what is true for a moment only. */
export function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([name]) => !PASSING.has(name))
  return Object.fromEntries(members.map(([name, member]) => [name, lasting(member)]))
}
