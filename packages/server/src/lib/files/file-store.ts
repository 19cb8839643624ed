import type { Readable } from 'node:stream'
import type { FileKey } from './file-key.ts'

/** Stores the bytes of files, by default in a directory. */
export interface FileStore {
  /** Stores a local file, which may be moved. A reader sees all of it or nothing. */
  put(key: FileKey, path: string): Promise<void>
  /** Size in bytes, or undefined if there is no such file. */
  size(key: FileKey): Promise<number | undefined>
  /** Streams the bytes from `start` to `end`, both included. Default: the whole file. */
  read(key: FileKey, range?: { start: number; end: number }): Promise<Readable>
  /** Path of a local copy, read only. A remote store downloads the file into `scratch`. */
  localPath(key: FileKey, scratch: string): Promise<string>
  /** Removes one file. A missing file is no error. */
  remove(key: FileKey): Promise<void>
  /** Every key that begins with the prefix, grouped by folder. Default: all keys. */
  list(prefix?: string): AsyncIterable<FileKey>
  /** Removes every file whose key begins with the prefix. No such file is no error. */
  removeAll(prefix: string): Promise<void>
}
