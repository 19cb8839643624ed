import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isFinal, VideoTranslationClient, type TranslationStatus } from 'video-translation-client'
import type { Bucket } from '../../../../../packages/server/src/lib/files/s3/bucket.ts'
import { openBucket } from '../../../../../packages/server/src/lib/files/s3/open-bucket.ts'
import {
  type FinalState,
  type HistoryRecord,
  parseHistories,
} from '../../../../../packages/server/test/support/faults/history.ts'
import {
  judgeRestored,
  type RestoredRow,
} from '../../../../../packages/server/test/support/faults/judge-restored.ts'
import type { Violation } from '../../../../../packages/server/test/support/faults/judge.ts'
import { readState } from '../../../../../packages/server/test/support/faults/run-faults.ts'
import type { Swift } from '../../../../../packages/server/test/s3/support/swift.ts'
import { API_KEY, createNode, FILES, type NodeParts, type World } from './world.ts'

const DRAIN_MS = 120_000

/** Backs the database up, while everything goes on. */
export async function backUp(
  { database }: World,
  file: string,
  record: (record: HistoryRecord) => void,
): Promise<boolean> {
  record({ op: 'backup', what: 'begun' })
  try {
    await database.dump(`${file}.new`)
    await rename(`${file}.new`, file)
  } catch {
    return false
  }
  record({ op: 'backup', what: 'done' })
  return true
}

export interface RestoreParts extends Omit<NodeParts, 'network' | 'databaseUrl' | 'endpoint'> {
  file: string
  original: FinalState
  histories: string[]
}

/** Restores the backup in place of the server, lets new nodes end what it has, and judges it. */
export async function restore(world: World, parts: RestoreParts): Promise<Violation[]> {
  const { network, database, storage, nodes } = world
  for (const node of nodes) await node.stop()
  await untilListed(storage)
  const databaseUrl = await database.restore(parts.file, 'restored')
  const rows = await readRows(world)
  const place = { ...parts, network, databaseUrl, endpoint: storage.endpoint }
  const fresh = [await createNode('api-0', place, 'restored-api')]
  fresh.push(await createNode('worker-0', place, 'restored-worker'))
  for (const node of fresh) await node.start()
  const client = new VideoTranslationClient(fresh[0]?.url ?? '', { apiKey: API_KEY })
  await untilEnded(client)
  const final = await readState(databaseUrl, client)
  await client.close()
  const kept = await untilKept(withoutRow(parts.original, rows), storage.endpoint)
  const files = [...parts.histories, ...fresh.map(({ history }) => history)]
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8').catch(() => '')))
  return judgeRestored({ history: parseHistories(texts), rows, original: parts.original, final, kept })
}

/** An updater lists what was stored while the container server was dead. */
async function untilListed(storage: Swift): Promise<void> {
  const untilMs = performance.now() + DRAIN_MS
  while (storage.unlisted() > 0) {
    if (performance.now() > untilMs) throw new Error('The storage does not list all of its objects.')
    await delay(500)
  }
}

async function readRows({ database }: World): Promise<RestoredRow[]> {
  const lines = await database.ask('select id, version, status from translations', 'restored')
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [id = '', version = '', status = ''] = line.split('|')
      return { id, version: Number(version), status }
    })
}

async function untilEnded(client: VideoTranslationClient): Promise<void> {
  const untilMs = performance.now() + DRAIN_MS
  while (performance.now() < untilMs) {
    const open: string[] = []
    for await (const { id, status } of client.list()) if (!isFinal(status as TranslationStatus)) open.push(id)
    if (open.length === 0) return
    await delay(500)
  }
}

/** The translations that have files and no row. One that was canceled early has no files. */
function withoutRow({ translations }: FinalState, rows: RestoredRow[]): string[] {
  const known = new Set(rows.map(({ id }) => id))
  const withFiles = translations.filter(({ artifacts }) => artifacts.length > 0)
  return withFiles.map(({ id }) => id).filter((id) => !known.has(id))
}

/** The first sweep of a restored server lists files without a row, in the background. */
async function untilKept(expected: string[], endpoint: string): Promise<string[]> {
  const bucket = await openBucket({ ...FILES, endpoint }, DRAIN_MS)
  const untilMs = performance.now() + DRAIN_MS
  try {
    for (;;) {
      const kept = await listKept(bucket)
      if (expected.every((id) => kept.includes(id)) || performance.now() > untilMs) return kept
      await delay(1_000)
    }
  } finally {
    bucket.close()
  }
}

async function listKept(bucket: Bucket): Promise<string[]> {
  const kept: string[] = []
  for await (const { key } of bucket.list('files/translations/'))
    if (key.endsWith('/KEPT.txt')) kept.push(key.split('/')[2] ?? '')
  return kept
}

export function backupFile(folder: string): string {
  return join(folder, 'backup.dump')
}
