import type { Readable } from 'node:stream'
import type { FileKey } from './file-key.ts'

/**
 * Stores the bytes of files, by default in a directory. A remote store waits minutes for its
 * storage when it gets a signal, because the caller can stop that; otherwise it waits seconds.
 */
export interface FileStore {
  /** Stores a local file, which is moved away. A reader sees all of it or nothing. */
  put(key: FileKey, path: string, options?: PutOptions): Promise<void>
  /** Size in bytes, or undefined if there is no such file. */
  size(key: FileKey, signal?: AbortSignal): Promise<number | undefined>
  /** Streams the bytes from `start` to `end`, both included. Default: the whole file. */
  read(key: FileKey, range?: { start: number; end: number }): Promise<Readable>
  /** Path of a local copy, read only. A remote store downloads the file into `scratch`, once. */
  localPath(key: FileKey, scratch: string, signal?: AbortSignal): Promise<string>
  /** Removes one file. A missing file is no error. */
  remove(key: FileKey): Promise<void>
  /** Every key that begins with the prefix, grouped by folder. Default: all keys. */
  list(prefix?: string): AsyncIterable<FileKey>
  /** Removes every file whose key begins with the prefix. No such file is no error. */
  removeAll(prefix: string): Promise<void>
  /** Removes what killed writers left unfinished more than a day ago. Resolves with the number. */
  removeUnfinished(): Promise<number>
  /** Signs a link that reads the file without a key. Absent: the store has no links. */
  link?(key: FileKey, link: FileLink): Promise<string>
}

export interface PutOptions {
  /** An aborted write leaves nothing. */
  signal?: AbortSignal
  /** Folder to which a remote store moves the local file, so that `localPath` needs no download. */
  scratch?: string
}

/** How long a link works, and the headers of its response. */
export interface FileLink {
  /** At most a week. */
  expiresInSeconds: number
  mediaType: string
  /** `Content-Disposition`. */
  disposition: string
  cacheControl: string
}
