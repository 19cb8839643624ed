import { randomBytes } from 'node:crypto'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Upload } from '@tus/server'
import { syncFolder } from '../../files/sync.ts'

/** The record that is stored beside the bytes of an upload. */
export interface StoredUpload {
  owner: string
  /** The part that belongs to the tus library. */
  upload: Upload
}

/** Stores the record of each upload in a file beside its bytes. */
export interface UploadRecords {
  get(id: string): Promise<Upload | undefined>
  set(id: string, upload: Upload): Promise<void>
  delete(id: string): Promise<void>
  /** Sets the owner of an upload. Call it before the record is first set. */
  assign(id: string, owner: string): void
}

const ID = /^up_[0-9a-f]{24}$/

/** `up_` and 96 random bits. */
export function newUploadId(): string {
  return `up_${randomBytes(12).toString('hex')}`
}

export function isUploadId(name: string): boolean {
  return ID.test(name)
}

export function createRecords(folder: string): UploadRecords {
  const owners = new Map<string, string>()
  return {
    get: async (id) => (await readRecord(folder, id))?.upload,
    async set(id, upload) {
      const owner = owners.get(id) ?? (await readRecord(folder, id))?.owner
      owners.delete(id)
      if (owner === undefined) throw new Error(`The upload ${id} has no owner.`)
      await writeRecord(folder, id, { owner, upload })
    },
    delete: (id) => rm(recordPath(folder, id), { force: true }),
    assign: (id, owner) => void owners.set(id, owner),
  }
}

export async function readRecord(folder: string, id: string): Promise<StoredUpload | undefined> {
  if (!ID.test(id)) return undefined
  try {
    const stored: unknown = JSON.parse(await readFile(recordPath(folder, id), 'utf8'))
    return isStoredUpload(stored) ? stored : undefined
  } catch (error) {
    // A record that cannot be read has no owner, so its upload counts as lost.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}

function isStoredUpload(value: unknown): value is StoredUpload {
  const { owner, upload } = (value ?? {}) as Partial<StoredUpload>
  if (typeof owner !== 'string' || typeof upload !== 'object' || upload === null) return false
  return upload.size === undefined || Number.isSafeInteger(upload.size)
}

/** Written atomically: half a record would lose the upload. */
async function writeRecord(folder: string, id: string, stored: StoredUpload): Promise<void> {
  const draft = `${recordPath(folder, id)}.${randomBytes(4).toString('hex')}`
  try {
    await writeFile(draft, JSON.stringify(stored), { mode: 0o600, flush: true })
    await rename(draft, recordPath(folder, id))
    await syncFolder(folder)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

export async function removeUploadFiles(folder: string, id: string): Promise<void> {
  await rm(join(folder, id), { force: true })
  await rm(recordPath(folder, id), { force: true })
}

/** An upload of an earlier run of the server. */
export interface FoundRecord extends StoredUpload {
  id: string
  /** Bytes that have arrived. */
  arrived: number
}

/**
 * Finds the uploads in a folder and removes everything else, such as drafts of records and bytes
 * without a record that a killed server left. No one else may write to the folder meanwhile.
 * @param inUse uploads of translations, which keep their files even with a damaged record
 */
export async function recoverUploads(folder: string, inUse: ReadonlySet<string>): Promise<FoundRecord[]> {
  const found: FoundRecord[] = []
  const names = new Set(await readdir(folder))
  for (const id of [...names].filter(isUploadId)) {
    const record = await readRecord(folder, id)
    if (!record) continue
    names.delete(id)
    names.delete(`${id}.json`)
    found.push({ ...record, id, arrived: (await stat(join(folder, id))).size })
  }
  const unneeded = [...names].filter((name) => !inUse.has(name.split('.')[0] ?? ''))
  for (const name of unneeded) await rm(join(folder, name), { recursive: true, force: true })
  return found
}

function recordPath(folder: string, id: string): string {
  return join(folder, `${id}.json`)
}
