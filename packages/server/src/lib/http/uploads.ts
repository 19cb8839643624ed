import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { open, readdir, rename, readFile, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Upload } from '@tus/server'
import { EngineError } from '../engines/engine.ts'
import { safeName } from '../files/safe-name.ts'
import { Problem } from './problem.ts'

/** What was uploaded, whose it is, and where its bytes lie. */
export interface Uploads {
  readonly folder: string
  /** Undefined for one that is not there, or another owner's. Finding it keeps it from expiring for a day. */
  find(id: string, owner: string): Promise<FoundUpload | undefined>
  /** Path of the file. An EngineError `source_missing` when it is gone. */
  path(id: string): Promise<string>
  /** Resolves when the bytes would survive the loss of power. */
  settle(id: string): Promise<void>
  remove(id: string): Promise<void>
  /** Removes those that were not touched for a day and that nothing uses; resolves with how many. */
  sweep(isUsed: (id: string) => Promise<boolean>): Promise<number>
  /** Throws a 507 problem where `bytes` more would leave less than the reserve. */
  refuseFullDisk(bytes?: number): Promise<void>
  /** The protocol library's view of the records: its own half is kept beside the owner. */
  records: UploadRecords
}

export interface FoundUpload {
  name: string
  /** Undefined while the uploader has not said. */
  size: number | undefined
  offset: number
}

export interface UploadRecords {
  get(id: string): Promise<Upload | undefined>
  set(id: string, upload: Upload): Promise<void>
  delete(id: string): Promise<void>
  /** Whose the upload will be; called before its record is first set. */
  assign(id: string, owner: string): void
}

interface Stored {
  owner: string
  upload: Upload
}

const UNUSED_MS = 24 * 3600_000
const ID = /^up_[0-9a-f]{24}$/

/** `up_` and 96 random bits. */
export function newUploadId(): string {
  return `up_${randomBytes(12).toString('hex')}`
}

/** Keeps uploads in a folder: the bytes, and a record beside them. */
export function createUploads(folder: string, options: { freeBytes: number; clock?: () => number }): Uploads {
  const clock = options.clock ?? Date.now
  const read = (id: string) => readRecord(folder, id)
  const path = (id: string) => join(folder, id)
  const remove = async (id: string) => {
    if (!ID.test(id)) return
    await rm(path(id), { force: true })
    await rm(recordPath(folder, id), { force: true })
  }
  return {
    folder,
    records: createRecords(folder),
    async find(id, owner) {
      const stored = await read(id)
      if (!stored || stored.owner !== owner) return undefined
      const info = await touch(path(id), new Date(clock()))
      return info && { name: uploadName(stored.upload), size: stored.upload.size, offset: info.size }
    },
    async path(id) {
      if (ID.test(id) && (await stat(path(id)).catch(() => undefined))) return path(id)
      throw new EngineError('source_missing', `The upload ${id} is no longer on the server; upload it again.`)
    },
    settle: (id) => syncFile(path(id)),
    remove,
    async sweep(isUsed) {
      let removed = 0
      for (const id of (await readdir(folder)).filter((name) => ID.test(name))) {
        const info = await stat(path(id)).catch(() => undefined)
        if (!info || clock() - info.mtimeMs < UNUSED_MS || (await isUsed(id))) continue
        await remove(id)
        removed++
      }
      return removed
    },
    async refuseFullDisk(bytes = 0) {
      const { bavail, bsize } = await statfs(folder)
      if (bavail * bsize - bytes >= options.freeBytes) return
      const detail =
        'The server has not enough free disk space for this; delete translations or ask its operator.'
      throw new Problem(507, 'insufficient_storage', detail)
    },
  }
}

/** Undefined when the file is gone, which it may be from one step to the next. */
async function touch(path: string, now: Date): Promise<Stats | undefined> {
  try {
    await utimes(path, now, now)
    return await stat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function syncFile(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.datasync()
}

function createRecords(folder: string): UploadRecords {
  const owners = new Map<string, string>()
  return {
    get: async (id) => (await readRecord(folder, id))?.upload,
    async set(id, upload) {
      const owner = owners.get(id) ?? (await readRecord(folder, id))?.owner
      owners.delete(id)
      if (owner === undefined) throw new Error(`The upload ${id} belongs to nobody.`)
      await writeRecord(folder, id, { owner, upload })
    },
    delete: (id) => rm(recordPath(folder, id), { force: true }),
    assign: (id, owner) => void owners.set(id, owner),
  }
}

async function readRecord(folder: string, id: string): Promise<Stored | undefined> {
  if (!ID.test(id)) return undefined
  try {
    return JSON.parse(await readFile(recordPath(folder, id), 'utf8')) as Stored
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whole or not at all: half a record would lose the upload. */
async function writeRecord(folder: string, id: string, stored: Stored): Promise<void> {
  const draft = `${recordPath(folder, id)}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, JSON.stringify(stored), { mode: 0o600 })
  await rename(draft, recordPath(folder, id))
}

function recordPath(folder: string, id: string): string {
  return join(folder, `${id}.json`)
}

function uploadName({ metadata }: Upload): string {
  return safeName(metadata?.['filename'] ?? metadata?.['name'] ?? undefined) ?? 'source'
}
