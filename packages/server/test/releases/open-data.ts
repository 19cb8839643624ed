import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { extract } from 'tar'
import type { ReleaseData } from './make-data.ts'
import { dataOf } from './place.ts'
import { lasting, type Snapshot } from './read-all.ts'

const CENTURY_MS = 100 * 365 * 24 * 3600_000

/** Options of a server that keeps everything: the data grows older than servers usually keep it. */
export const KEPT = { auditMs: CENTURY_MS, webhooks: { keepLogMs: CENTURY_MS } }

/** Unpacks the data folder of a release, with what the release read from it. */
export async function unpackData(release: string, into: string): Promise<ReleaseData & { dataDir: string }> {
  await extract({ file: dataOf(release), cwd: into })
  const data = JSON.parse(await readFile(join(into, 'release.json'), 'utf8')) as ReleaseData
  return { ...data, snapshot: lasting(data.snapshot) as Snapshot, dataDir: join(into, 'data') }
}
