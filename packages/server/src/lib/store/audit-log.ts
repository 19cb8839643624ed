/** What keys have done, newest last. */
export interface AuditLog {
  /** Appends lines. Their time is now. */
  append(lines: NewAuditLine[]): Promise<void>
  /** A page, newest first. The cursor is the last id of the previous page. */
  list(query: AuditQuery): Promise<{ items: AuditLine[]; nextCursor?: string }>
  /** Deletes up to `limit` of the oldest lines from before an instant, and returns their number. */
  removeBefore(instant: number, limit: number): Promise<number>
}

export interface AuditLine extends NewAuditLine {
  /** A UUIDv7. */
  id: string
  /** Epoch milliseconds. */
  at: number
}

export interface NewAuditLine {
  keyId: string
  keyName: string
  owner: string
  action: string
  /** The id of what it was done to. */
  subject?: string
  requestId: string
}

/** Selects lines of the audit. */
export interface AuditQuery {
  /** Only what keys of this owner did. */
  owner?: string
  /** Only what this key did. */
  keyId?: string
  /** Only what was done to this translation, key or owner. */
  subject?: string
  /** The `nextCursor` of the page before. */
  cursor?: string
  /** Most lines of a page. */
  limit: number
}
