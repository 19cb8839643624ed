import type { Ids } from './ids.ts'
import { surplus } from './surplus.ts'

/** Files that clients send. What is in them is counted and thrown away. */
export interface Uploads {
  create(facts: Partial<Omit<Upload, 'id' | 'bytes'>>): Upload
  get(id: string): Upload | undefined
  /** Takes bytes in: all of them, or the next part. Resolves with the upload, grown by them. */
  receive(upload: Upload, body: ReadableStream<Uint8Array> | Blob | null): Promise<Upload>
  delete(id: string): boolean
}

export interface Upload {
  readonly id: string
  name?: string
  mediaType?: string
  /** Size that was announced. */
  expectedBytes?: number
  /** What has come so far. */
  bytes: number
  /** Whether the face has taken it as whole. */
  complete: boolean
  /** Whatever else its face wants to keep with it. */
  details: Record<string, unknown>
}

/** Beyond that, the oldest that is complete is forgotten, and where the oldest are all still open, the oldest. */
export const MOST_UPLOADS = 10_000

export function createUploads(ids: Ids): Uploads {
  const uploads = new Map<string, Upload>()
  return {
    create(facts) {
      const upload: Upload = { complete: false, details: {}, ...facts, id: ids.uuid('upload'), bytes: 0 }
      uploads.set(upload.id, upload)
      for (const id of surplus(uploads, MOST_UPLOADS, ({ complete }) => complete)) uploads.delete(id)
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
