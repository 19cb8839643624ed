import { VideoTranslationError } from '../errors.ts'
import { onAbort } from '../timers.ts'

/** What can be uploaded: a File or Blob, bytes, or a stream of bytes of unknown length. */
export type UploadSource = Blob | ArrayBuffer | ArrayBufferView | ReadableStream<Uint8Array>

/** A stretch of the source to send. */
export interface Part {
  body: Blob
  /** Size of the whole, given with the part at whose reading it became known. */
  totalBytes: number | undefined
}

/** A source that can be read in parts, each again as long as the server does not have it. */
export interface Parts {
  /** Size of the whole; undefined for a stream until its end is read. */
  readonly bytes: number | undefined
  /** Up to `bytes` from `offset` on, which never lies before the part last read. */
  read(offset: number, bytes: number, signal?: AbortSignal): Promise<Part>
  close(): void
}

export function openParts(source: UploadSource): Parts {
  if (source instanceof Blob) return openBlob(source)
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source))
    return openBlob(new Blob([source as BlobPart]))
  if (source instanceof ReadableStream) return openStream(source)
  throw new VideoTranslationError(
    '`source` has to be a URL, a File, a Blob, bytes, a stream of bytes, or the id of an upload.',
    { code: 'invalid_argument' },
  )
}

function openBlob(blob: Blob): Parts {
  return {
    bytes: blob.size,
    read: async (offset, bytes) => ({ body: blob.slice(offset, offset + bytes), totalBytes: undefined }),
    close() {},
  }
}

/** Keeps what has been read and may have to be sent again: at most one part. */
function openStream(stream: ReadableStream<Uint8Array>): Parts {
  const reader = stream.getReader()
  let kept = new Blob([])
  let keptFrom = 0
  let total: number | undefined

  return {
    get bytes() {
      return total
    },
    async read(offset, bytes, signal) {
      forgetUntil(offset)
      const forget = onAbort(signal, cancel)
      await fill(bytes).finally(forget)
      signal?.throwIfAborted()
      return { body: kept.slice(0, bytes), totalBytes: kept.size > bytes ? undefined : total }
    },
    close: cancel,
  }

  function cancel(reason?: unknown): void {
    reader.cancel(reason).catch(() => {})
  }

  function forgetUntil(offset: number): void {
    if (offset < keptFrom || offset > keptFrom + kept.size) {
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
    const chunks: BlobPart[] = [kept]
    let size = kept.size
    while (size < bytes && total === undefined) {
      const { done, value } = await reader.read()
      if (done) total = keptFrom + size
      else {
        chunks.push(value as BlobPart)
        size += value.byteLength
      }
    }
    kept = new Blob(chunks)
  }
}
