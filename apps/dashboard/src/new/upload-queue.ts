import type { VideoTranslationClient } from 'video-translation-client'
import { KEPT_FILE_BYTES, type KeptUpload, type KeptUploads } from './kept-uploads.ts'

type Kept = Omit<KeptUpload, 'owner'>

export type UploadState = 'waiting' | 'uploading' | 'paused' | 'uploaded' | 'failed' | 'fileNeeded'

const NOT_LOADED =
  'A part of this page could not be loaded. Check the connection and try again, or load the page again.'

/** A file on its way to the server. */
export interface Upload {
  readonly key: string
  readonly name: string
  readonly bytes: number
  readonly sentBytes: number
  readonly state: UploadState
  readonly uploadId?: string | undefined
  /** Why it failed. */
  readonly why?: string | undefined
  /** Bytes a second since it began or went on. */
  readonly bytesPerSecond?: number | undefined
}

/**
 * Uploads files one after the other. They go on while other pages are shown, and after a reload.
 */
export class UploadQueue {
  readonly #client: VideoTranslationClient
  readonly #listeners = new Set<() => void>()
  readonly #files = new Map<string, File>()
  readonly #kept = new Map<string, Kept>()
  readonly #store: KeptUploads
  readonly #load: typeof loadUploading
  #uploads: readonly Upload[] = []
  #current: { key: string; stop: AbortController } | undefined

  constructor(client: VideoTranslationClient, store: KeptUploads, load = loadUploading) {
    this.#client = client
    this.#store = store
    this.#load = load
    void this.#restoreAll()
  }

  /** Undefined after a reload, until it is needed. */
  fileOf(key: string): File | undefined {
    return this.#files.get(key)
  }

  get uploads(): readonly Upload[] {
    return this.#uploads
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const missing = this.#uploads.find(
        ({ key, state }) => state === 'fileNeeded' && this.#isSame(key, file),
      )
      if (missing) this.#giveFile(missing.key, file)
      else this.#addNew(file)
    }
    this.#next()
  }

  pause(key: string): void {
    this.#change(key, { state: 'paused' })
    if (this.#current?.key === key) this.#current.stop.abort()
    this.#next()
  }

  resume(key: string): void {
    this.#change(key, { state: this.#files.has(key) ? 'waiting' : 'fileNeeded', why: undefined })
    this.#next()
  }

  /** Takes an upload out. One that no translation uses is removed from the server, too. */
  remove(key: string, isUsed = false): void {
    const { uploadId } = this.#uploads.find((upload) => upload.key === key) ?? {}
    if (this.#current?.key === key) this.#current.stop.abort()
    this.#uploads = this.#uploads.filter((upload) => upload.key !== key)
    this.#files.delete(key)
    this.#kept.delete(key)
    void this.#store.forget(key)
    if (uploadId !== undefined && !isUsed) void this.#delete(uploadId)
    this.#tell()
    this.#next()
  }

  /** One that stays is removed by the server once it expires. */
  async #delete(uploadId: string): Promise<void> {
    const uploading = await this.#load().catch(() => undefined)
    await uploading?.deleteUpload(this.#client, uploadId)
  }

  /** What another tab has comes once that tab is closed. */
  async #restoreAll(): Promise<void> {
    for (const { key } of await this.#store.all()) if (!this.#kept.has(key)) void this.#takeOver(key)
  }

  /** By then the other tab may have uploaded it, or taken it out. */
  async #takeOver(key: string): Promise<void> {
    await this.#store.hold(key)
    const kept = (await this.#store.all()).find((upload) => upload.key === key)
    if (kept) this.#restore(kept)
  }

  #restore(kept: KeptUpload): void {
    const { key, name, bytes, uploadId, isComplete, file } = kept
    this.#kept.set(key, kept)
    if (file) this.#files.set(key, file)
    const state = isComplete ? 'uploaded' : file ? 'waiting' : 'fileNeeded'
    this.#uploads = [
      ...this.#uploads,
      { key, name, bytes, uploadId, state, sentBytes: isComplete ? bytes : 0 },
    ]
    this.#tell()
    this.#next()
  }

  #addNew(file: File): void {
    const key = crypto.randomUUID()
    const { name, size: bytes, lastModified } = file
    this.#files.set(key, file)
    void this.#store.hold(key)
    this.#keep({
      key,
      name,
      bytes,
      lastModified,
      isComplete: false,
      file: bytes <= KEPT_FILE_BYTES ? file : undefined,
    })
    this.#uploads = [...this.#uploads, { key, name, bytes, sentBytes: 0, state: 'waiting' }]
    this.#tell()
  }

  #isSame(key: string, { name, size, lastModified }: File): boolean {
    const kept = this.#kept.get(key)
    return kept?.name === name && kept.bytes === size && kept.lastModified === lastModified
  }

  #giveFile(key: string, file: File): void {
    this.#files.set(key, file)
    this.#change(key, { state: 'waiting' })
  }

  #next(): void {
    if (this.#current) return
    const next = this.#uploads.find(({ state }) => state === 'waiting')
    const file = next && this.#files.get(next.key)
    if (next && file) void this.#upload(next, file)
  }

  async #upload({ key, uploadId }: Upload, file: File): Promise<void> {
    const stop = new AbortController()
    this.#current = { key, stop }
    this.#change(key, { state: 'uploading', why: undefined })
    const speed = createSpeed()
    try {
      const { uploadTo } = await this.#load()
      const id = await uploadTo(this.#client, file, {
        signal: stop.signal,
        resume: uploadId,
        onBegin: (begun) => this.#began(key, begun),
        onProgress: ({ sentBytes }) => this.#change(key, { sentBytes, bytesPerSecond: speed(sentBytes) }),
      })
      this.#keepChange(key, { isComplete: true, uploadId: id, file: undefined })
      this.#change(key, { state: 'uploaded', sentBytes: file.size, uploadId: id })
    } catch (error) {
      if (!stop.signal.aborted) this.#change(key, { state: 'failed', why: reasonOf(error) })
    }
    this.#current = undefined
    this.#next()
  }

  #began(key: string, uploadId: string): void {
    this.#change(key, { uploadId })
    this.#keepChange(key, { uploadId })
  }

  #keepChange(key: string, change: Partial<Kept>): void {
    const kept = this.#kept.get(key)
    if (kept) this.#keep({ ...kept, ...change })
  }

  #keep(upload: Kept): void {
    this.#kept.set(upload.key, upload)
    void this.#store.keep(upload)
  }

  #change(key: string, change: Partial<Upload>): void {
    this.#uploads = this.#uploads.map((upload) => (upload.key === key ? { ...upload, ...change } : upload))
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/**
 * The page can be drawn without, so it comes later.
 * @throws a sentence for people, e.g. offline
 */
export async function loadUploading(): Promise<typeof import('video-translation-client/upload')> {
  try {
    return await import('video-translation-client/upload')
  } catch (cause) {
    throw new Error(NOT_LOADED, { cause })
  }
}

/** Measures from the first report on, since what was sent before a pause took another time. */
function createSpeed(): (sentBytes: number) => number | undefined {
  let first: { atMs: number; sentBytes: number } | undefined
  return (sentBytes) => {
    first ??= { atMs: performance.now(), sentBytes }
    const seconds = (performance.now() - first.atMs) / 1000
    return seconds > 0.5 ? (sentBytes - first.sentBytes) / seconds : undefined
  }
}

function reasonOf(error: unknown): string {
  const { problem, message } = error as { problem?: { detail?: string }; message?: string }
  return problem?.detail ?? message ?? String(error)
}
