import type { Readable } from 'node:stream'

/** Where the bytes live: a directory by default. Keys are `/`-separated and made by the server, never by a user. */
export interface FileStore {
  /** Takes over a local file, atomically: another reader sees all of it or nothing. The path may be moved away. */
  put(key: string, path: string): Promise<void>
  /** Bytes in total, or undefined when there is no such key. */
  size(key: string): Promise<number | undefined>
  /** Streams the bytes `start` to `end`, both included; the whole file by default. */
  read(key: string, range?: { start: number; end: number }): Promise<Readable>
  /** Path of a local copy, read only. A remote store downloads into `scratch`. */
  localPath(key: string, scratch: string): Promise<string>
  /** Removes one file. Nothing there is no error. */
  remove(key: string): Promise<void>
  /** Every key that begins with the prefix, those of one folder together; all keys without one. */
  list(prefix?: string): AsyncIterable<string>
  /** Removes every key that begins with the prefix. Nothing there is no error. */
  removeAll(prefix: string): Promise<void>
}
