import type { Readable } from 'node:stream'
import { DataStore, ERRORS, Upload } from '@tus/server'
import type { UploadStore } from '../../store/upload-store.ts'

/** The verbs that change an upload. */
export interface UploadChanges {
  append(id: string, offset: number, bytes: Readable): Promise<number>
  declare(id: string, size: number): Promise<void>
  remove(id: string): Promise<void>
}

/** Shows the uploads in a bucket to the tus library. */
export function createBucketDatastore(rows: UploadStore, changes: UploadChanges): DataStore {
  const writes = new Map<string, Promise<unknown>>()
  const store = new DataStore()
  store.extensions = ['creation', 'creation-with-upload', 'creation-defer-length', 'termination']
  return Object.assign(store, {
    // The row was made when the upload was admitted.
    create: async (upload: Upload) => upload,
    async getUpload(id: string) {
      // The library goes on before a write whose sender has vanished is done.
      await writes.get(id)?.catch(() => undefined)
      const row = await rows.get(id)
      if (!row) throw ERRORS.FILE_NOT_FOUND
      const { size, arrived: offset, metadata } = row
      return new Upload({ id, offset, metadata, ...(size !== undefined && { size }) })
    },
    async write(bytes: Readable, id: string, offset: number) {
      const writing = changes.append(id, offset, bytes)
      writes.set(id, writing)
      try {
        return await writing
      } finally {
        if (writes.get(id) === writing) writes.delete(id)
      }
    },
    declareUploadLength: changes.declare,
    remove: changes.remove,
  })
}
