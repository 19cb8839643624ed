import type { Stats } from 'node:fs'
import { mkdir, readdir, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { FileStore } from '@tus/file-store'
import type { DataStore, Upload } from '@tus/server'
import { drainDue } from '../../drain-due.ts'
import { EngineError } from '../../engine-error.ts'
import type { DiskSpace } from '../../files/disk-space.ts'
import { safeName } from '../../files/safe-name.ts'
import { syncFile, syncFolder } from '../../files/sync.ts'
import { appendTo } from './append.ts'
import { createUploadLedger, type UploadLedger } from './ledger.ts'
import type { UploadQuota } from './quota.ts'
import {
  createRecords, isUploadId, readRecord, recoverUploads, removeUploadFiles, type UploadRecords,
} from './records.ts' // prettier-ignore

/** The uploads, with their owners and their files. */
export interface Uploads {
  /** The uploads for the tus library. It admits every byte and every declared length first. */
  readonly datastore: DataStore
  /**
   * Admits a new upload before any of its bytes arrive. An upload of unknown size reserves no
   * space.
   * @throws Problem `upload_quota_exceeded` (507); StorageFull
   */
  admit(upload: NewUpload, owner: string): Promise<void>
  /** Reserves space when the size of an upload becomes known. Throws like `admit`. */
  declare(id: string, size: number): Promise<void>
  /** Refuses `bytes` more before they are sent. Throws like `admit`. */
  checkMore(id: string, bytes: number): Promise<void>
  /**
   * Writes the incoming bytes from `offset` on. Resolves with the new offset. Throws like `admit`.
   */
  append(id: string, offset: number, bytes: Readable): Promise<number>
  /**
   * Undefined when the upload does not exist or has another owner. Finding it keeps it from
   * expiring.
   */
  find(id: string, owner: string): Promise<FoundUpload | undefined>
  /** A translation now uses the upload, so it no longer counts as open. */
  claimed(id: string): void
  /**
   * The path of a file with the bytes. From a bucket they are downloaded into the scratch folder of
   * the task. Rejects with the EngineError `source_missing` when the upload is gone.
   */
  localPath(id: string, task: UploadTask): Promise<string>
  /** Resolves when the bytes would survive a loss of power. */
  settle(id: string): Promise<void>
  remove(id: string): Promise<void>
  /**
   * Removes uploads that were not accessed for `limits.unusedUploadMs` and that `retire` allows to
   * remove. Resolves with their number.
   * @param retire resolves with false when a translation uses the upload; else it keeps new
   *   translations from using it
   */
  sweep(retire: (id: string) => Promise<boolean>, onError: OnUploadError): Promise<number>
}

/** Receives why an upload could not be removed. The others are removed nevertheless. */
export type OnUploadError = (id: string, error: unknown) => void

export type NewUpload = Pick<Upload, 'id' | 'size' | 'metadata'>

/** The task that needs an upload. */
export interface UploadTask {
  /** Its scratch folder, which is made when the path is read. */
  scratch: { readonly path: string }
  signal: AbortSignal
}

export interface FoundUpload {
  name: string
  /** Undefined until the client has declared it. */
  size: number | undefined
  offset: number
}

export interface UploadsOptions {
  limits: UploadQuota
  space: DiskSpace
  /** The uploads that translations use. Default: none. */
  inUse?: () => Promise<ReadonlySet<string>>
  clock?: () => number
}

/**
 * Stores uploads in a folder: the bytes, with a record beside them. Removes incomplete files of an
 * earlier run of the server.
 * @param folder an existing folder that nobody else writes to
 */
export async function openUploads(folder: string, options: UploadsOptions): Promise<Uploads> {
  const { space, limits, clock = Date.now } = options
  const ledger = createUploadLedger(limits)
  await mkdir(folder, { recursive: true })
  await restore(folder, ledger, options)
  const path = (id: string) => join(folder, id)
  const remove = async (id: string) => {
    if (!isUploadId(id)) return
    await removeUploadFiles(folder, id)
    ledger.close(id)
    space.release(id)
  }
  const records = createRecords(folder)
  const { admit, ...writer } = createWriter(folder, ledger, space)
  return {
    ...writer,
    datastore: createDatastore(folder, records, { ...writer, remove }),
    async admit({ id, size }, owner) {
      await admit(id, owner, size)
      records.assign(id, owner)
    },
    async find(id, owner) {
      const stored = await readRecord(folder, id)
      if (!stored || stored.owner !== owner) return undefined
      const info = await touch(path(id), new Date(clock()))
      return info && { name: uploadName(stored.upload.metadata), size: stored.upload.size, offset: info.size }
    },
    claimed: ledger.close,
    async localPath(id) {
      if (isUploadId(id) && (await stat(path(id)).catch(() => undefined))) return path(id)
      throw new EngineError('source_missing', `The upload ${id} is no longer on the server; upload it again.`)
    },
    async settle(id) {
      await syncFile(path(id))
      await syncFolder(folder)
    },
    remove,
    async sweep(retire, onError) {
      const ids = (await readdir(folder)).filter(isUploadId)
      return await drainDue({
        find: async (limit) => ids.splice(0, limit),
        async handle(id) {
          const info = await stat(path(id)).catch(() => undefined)
          if (!info || clock() - info.mtimeMs < limits.unusedUploadMs || !(await retire(id))) return false
          await remove(id)
          return true
        },
        onError,
      })
    },
  }
}

/** Restores the reservations of an earlier run of the server. */
async function restore(
  folder: string,
  ledger: UploadLedger,
  { space, inUse }: UploadsOptions,
): Promise<void> {
  const used: ReadonlySet<string> = (await inUse?.()) ?? new Set()
  for (const { id, owner, upload, arrived } of await recoverUploads(folder, used)) {
    if (used.has(id)) continue
    ledger.restore(id, { owner, size: upload.size, arrived })
    if (upload.size !== undefined && upload.size > arrived) space.restore(id, upload.size - arrived)
  }
}

type UploadWriter = Pick<Uploads, 'declare' | 'checkMore' | 'append'> & {
  admit(id: string, owner: string, size: number | undefined): Promise<void>
}

/** tus makes the folder in the background, where an error would end the whole server. */
class UploadFiles extends FileStore {}
Object.defineProperty(UploadFiles.prototype, 'checkOrCreateDirectory', { value: () => undefined })

function createDatastore(
  folder: string,
  configstore: UploadRecords,
  { append, declare, remove }: Pick<Uploads, 'append' | 'declare' | 'remove'>,
): DataStore {
  const store = new UploadFiles({ directory: folder, configstore })
  const { declareUploadLength } = store
  return Object.assign(store, {
    remove,
    write: (bytes: Readable, id: string, offset: number) => append(id, offset, bytes),
    async declareUploadLength(id: string, size: number) {
      await declare(id, size)
      await declareUploadLength.call(store, id, size)
    },
  })
}

function createWriter(folder: string, ledger: UploadLedger, space: DiskSpace): UploadWriter {
  const checkMore: UploadWriter['checkMore'] = async (id, bytes) => {
    ledger.checkMore(id, bytes)
    await space.check(bytes, id)
  }
  /** Counts again after a write, because a failed one stores less than was sent. */
  const recount = async (id: string) => {
    const info = await stat(join(folder, id)).catch(() => undefined)
    const size = ledger.get(id)?.size
    if (!info) return
    ledger.arrived(id, info.size)
    if (size !== undefined && size > info.size) space.restore(id, size - info.size)
    else space.release(id)
  }
  return {
    async admit(id, owner, size) {
      ledger.open(id, { owner, size, arrived: 0 })
      try {
        await space.reserve(id, size ?? 0)
      } catch (error) {
        ledger.close(id)
        throw error
      }
      if (size === undefined) space.release(id)
    },
    async declare(id, size) {
      const arrived = ledger.get(id)?.arrived ?? 0
      ledger.declare(id, size)
      try {
        await space.reserve(id, Math.max(0, size - arrived))
      } catch (error) {
        ledger.undeclare(id)
        throw error
      }
    },
    checkMore,
    async append(id, offset, bytes) {
      try {
        const size = ledger.get(id)?.size
        const count = await appendTo(join(folder, id), offset, bytes, {
          ...(size !== undefined && { expectedBytes: size - offset }),
          admit: (step) => space.check(step, id),
          onBytes(piece) {
            ledger.grow(id, piece)
            space.spend(id, piece)
          },
        })
        return offset + count
      } finally {
        await recount(id)
      }
    },
  }
}

/** Undefined when the file is gone, which can happen between two steps. */
async function touch(path: string, now: Date): Promise<Stats | undefined> {
  try {
    await utimes(path, now, now)
    return await stat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The name of the source, as far as the client has given one. */
export function uploadName(metadata: Upload['metadata']): string {
  return safeName(metadata?.['filename'] ?? metadata?.['name'] ?? undefined) ?? 'source'
}
