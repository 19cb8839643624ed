/**
 * The uploads whose bytes are in a bucket. One row is the truth for an upload on every node: bytes
 * count once they are in the row, so an acknowledged offset never goes back.
 */
export interface UploadStore {
  /** Adds an upload without bytes. */
  create(upload: Omit<UploadRow, 'arrived'>): Promise<void>
  get(id: string): Promise<UploadRow | undefined>
  /** Keeps an upload from counting as unused for another while. */
  touch(id: string): Promise<void>
  /** Sets a size that was not known. False if it is known, or smaller than what has arrived. */
  declare(id: string, size: number): Promise<boolean>
  /**
   * Adds a segment at the end of the bytes. False, with nothing added, if it does not begin there
   * any more.
   */
  append(id: string, segment: UploadSegment): Promise<boolean>
  /** The segments, in the order of their bytes. */
  segments(id: string): Promise<UploadSegment[]>
  /** The uploads of an owner that no translation uses, and their bytes, declared or arrived. */
  usage(owner: string): Promise<{ count: number; bytes: number }>
  /**
   * Uploads that no translation uses and that nobody has touched for this long, without the first
   * `skip`.
   */
  unused(olderThanMs: number, limit: number, skip?: number): Promise<string[]>
  /** Removes the row; the caller removes the objects. */
  remove(id: string): Promise<void>
}

export interface UploadRow {
  id: string
  owner: string
  /** Undefined until the client has declared it. */
  size: number | undefined
  /** Bytes that have arrived. */
  arrived: number
  metadata: Record<string, string | null>
}

/** Some bytes of an upload, in an object that is written once. */
export interface UploadSegment {
  /** Offset of its first byte. */
  start: number
  bytes: number
  /** The object in the bucket. */
  key: string
}
