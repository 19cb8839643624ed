import type { Ids } from './ids.ts'
import { evictOldest } from './evict-oldest.ts'

/** Files that clients send. Their bytes are counted and thrown away. */
export interface Uploads {
  create(facts: Partial<Omit<Upload, 'id' | 'bytes'>>): Upload
  get(id: string): Upload | undefined
  /** Reads a body, which is the whole file or its next part, and adds its size to the upload. */
  receive(upload: Upload, body: ReadableStream<Uint8Array> | Blob | null): Promise<Upload>
  delete(id: string): boolean
}

/** A file that a client has sent, or is sending. */
export interface Upload {
  readonly id: string
  name?: string
  mediaType?: string
  /** Size that the client announced. */
  expectedBytes?: number
  /** Number of bytes received so far. */
  bytes: number
  /** Whether the face has declared the file whole. */
  complete: boolean
  /** Facts that the face keeps with the upload. */
  details: Record<string, unknown>
}

/** Number of uploads that are kept. Complete uploads go first. */
export const MAX_UPLOADS = 10_000

export function createUploads(ids: Ids): Uploads {
  const uploads = new Map<string, Upload>()
  return {
    create(facts) {
      const upload: Upload = { complete: false, details: {}, ...facts, id: ids.uuid('upload'), bytes: 0 }
      uploads.set(upload.id, upload)
      evictOldest(uploads, MAX_UPLOADS, { isEvictable: ({ complete }) => complete })
      return upload
    },
    get: (id) => uploads.get(id),
    async receive(upload, body) {
      const stream = body instanceof Blob ? body.stream() : body
      const reader = stream?.getReader()
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        upload.bytes += part.value.byteLength
      return upload
    },
    delete: (id) => uploads.delete(id),
  }
}
