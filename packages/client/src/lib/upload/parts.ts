import { VideoTranslationError } from '../errors.ts'
import type { Part, UploadSource } from './upload.ts'

/** A source that can be read in parts, each again as long as the server does not have it. */
export interface Parts {
  /** Size of the whole; undefined for a stream until its end is read. */
  readonly bytes: number | undefined
  /** Up to `bytes` from `offset` on, which never lies before the part last read. */
  read(offset: number, bytes: number, signal?: AbortSignal): Promise<Part>
  close(): Promise<void>
}

export function openParts(source: UploadSource): Parts {
  if (source instanceof Blob) return openBlob(source)
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source))
    return openBlob(new Blob([source as BlobPart]))
  if (typeof (source as ReadableStream)?.getReader === 'function') return openStream(source)
  throw new VideoTranslationError(
    '`source` has to be a URL, a File, a Blob, bytes, a stream of bytes, or the id of an upload.',
    { code: 'invalid_argument' },
  )
}

function openBlob(blob: Blob): Parts {
  return {
    bytes: blob.size,
    read: async (offset, bytes) => ({ body: blob.slice(offset, offset + bytes), totalBytes: undefined }),
    close: async () => {},
  }
}

/** Keeps what has been read and may have to be sent again: at most one part. */
function openStream(stream: ReadableStream<Uint8Array>): Parts {
  const reader = stream.getReader()
  let kept = new Uint8Array(0)
  let keptFrom = 0
  let total: number | undefined

  return {
    get bytes() {
      return total
    },
    async read(offset, bytes, signal) {
      forget(offset)
      const onAbort = (): void => void reader.cancel(signal?.reason).catch(() => {})
      signal?.addEventListener('abort', onAbort)
      await fill(bytes).finally(() => signal?.removeEventListener('abort', onAbort))
      signal?.throwIfAborted()
      const end = total === undefined || kept.byteLength > bytes ? undefined : total
      return { body: kept.slice(0, bytes), totalBytes: end }
    },
    close: async () => reader.cancel().catch(() => {}),
  }

  function forget(offset: number): void {
    if (offset < keptFrom || offset > keptFrom + kept.byteLength) {
      throw new VideoTranslationError(
        'The server lost part of the upload, and a stream cannot be read again.',
        {
          code: 'upload_lost',
        },
      )
    }
    kept = kept.slice(offset - keptFrom)
    keptFrom = offset
  }

  async function fill(bytes: number): Promise<void> {
    const chunks = [kept]
    let length = kept.byteLength
    while (length < bytes && total === undefined) {
      const { done, value } = await reader.read()
      if (done) total = keptFrom + length
      else {
        chunks.push(new Uint8Array(value))
        length += value.byteLength
      }
    }
    kept = new Uint8Array(await new Blob(chunks).arrayBuffer())
  }
}
