import { invalid } from '../errors.ts'
import { onAbort } from '../timers.ts'

/** Data to upload: a File or Blob, bytes, or a stream of bytes of unknown length. */
export type UploadSource = Blob | ArrayBuffer | ArrayBufferView | ReadableStream<Uint8Array>

/** A part of the source to send. */
export interface Part {
  body: Blob
  /** Size of the whole. Set on the part that reached the end of a stream. */
  totalBytes: number | undefined
}

/** A source that is read in parts. A part can be read again until the server has it. */
export interface Parts {
  /** Size of the whole. Undefined for a stream until its end is read. */
  readonly bytes: number | undefined
  /** Reads up to `bytes` bytes from `offset`, which is never before the part last read. */
  read(offset: number, bytes: number, signal?: AbortSignal): Promise<Part>
  close(): void
}

export function openParts(source: UploadSource): Parts {
  if (source instanceof Blob) return openBlob(source)
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source))
    return openBlob(new Blob([source as BlobPart]))
  if (source instanceof ReadableStream) return new StreamParts(source)
  throw invalid('`source` has to be a URL, a File, a Blob, bytes, a stream of bytes, or the id of an upload.')
}

function openBlob(blob: Blob): Parts {
  return {
    bytes: blob.size,
    read: async (offset, bytes) => ({ body: blob.slice(offset, offset + bytes), totalBytes: undefined }),
    close() {},
  }
}

/** Keeps the bytes that may have to be sent again: at most one part. */
class StreamParts implements Parts {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #kept = new Blob([])
  #keptFrom = 0
  #total: number | undefined

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader()
  }

  get bytes(): number | undefined {
    return this.#total
  }

  async read(offset: number, bytes: number, signal?: AbortSignal): Promise<Part> {
    this.#forgetUntil(offset)
    const forget = onAbort(signal, (reason) => this.close(reason))
    await this.#fill(bytes).finally(forget)
    signal?.throwIfAborted()
    const isLast = this.#kept.size <= bytes
    return { body: this.#kept.slice(0, bytes), totalBytes: isLast ? this.#total : undefined }
  }

  close(reason?: unknown): void {
    this.#reader.cancel(reason).catch(() => {})
  }

  #forgetUntil(offset: number): void {
    const start = offset - this.#keptFrom
    if (start < 0 || start > this.#kept.size)
      throw invalid('The server lost part of the upload, and a stream cannot be read again.', 'upload_lost')
    this.#kept = this.#kept.slice(start)
    this.#keptFrom = offset
  }

  async #fill(bytes: number): Promise<void> {
    const chunks: BlobPart[] = [this.#kept]
    let size = this.#kept.size
    while (size < bytes && this.#total === undefined) {
      const { done, value } = await this.#reader.read()
      if (done) this.#total = this.#keptFrom + size
      else chunks.push(value as BlobPart)
      size += value?.byteLength ?? 0
    }
    this.#kept = new Blob(chunks)
  }
}
