/** What an API key may do. Each scope includes the ones before it. */
export type KeyScope = 'read' | 'write' | 'admin'

/** An API key that the server keeps. Its secret is not among the fields: only a hash is stored. */
export interface KeyInfo {
  /** `key_` and a UUIDv7. */
  id: string
  /** Tells keys apart, in lists and in the audit. */
  name: string
  /** The owner of what the key creates. Keys of one owner share their translations and limits. */
  owner: string
  scope: KeyScope
  /** The highest priority that its creates may ask for, from 0 to 9. */
  maxPriority: number
  /** The first characters of the secret, to recognise it by. */
  hint: string
  /** Instants are ISO 8601 in UTC. */
  createdAt: string
  /** When the key stops working by itself. Absent: never. */
  expiresAt?: string
  /** When it was last used, to the minute. Absent: never. */
  lastUsedAt?: string
  revokedAt?: string
}

/** Body of `POST /v1/keys`. */
export interface CreateKeyBody {
  name: string
  /** Default: the name. */
  owner?: string
  /** Default: `write`. */
  scope?: KeyScope
  /** From 0 to 9. Default: 9. */
  maxPriority?: number
  /** ISO 8601. Default: never. */
  expiresAt?: string
}

/** The answer to `POST /v1/keys`: the only time that the secret is shown. */
export interface CreatedKey extends KeyInfo {
  secret: string
}

/** One line of the audit, from `GET /v1/audit`. */
export interface AuditEntry {
  /** A UUIDv7, so ids sort by time. */
  id: string
  /** ISO 8601, UTC. */
  at: string
  /** The key that did it: its id, its name and its owner at that time. */
  key: { id: string; name: string; owner: string }
  /** The `operationId` of the request in the OpenAPI document, e.g. `createTranslation`. */
  action: string
  /** The id of the translation, key or owner that it was done to. */
  subject?: string
  /** The request in the server's log. */
  requestId: string
}

/** A page of the audit, newest first. */
export interface AuditPage {
  items: AuditEntry[]
  /** Pass it to the next request. Absent on the last page. */
  nextCursor?: string
}

/** What an owner may use. An absent limit does not limit. */
export interface OwnerLimits {
  /**
   * Tasks that it gets each time its turn comes, from 1 to 1000. With a share of 3 it gets three
   * tasks for each one of an owner with a share of 1. Default: 1.
   */
  share?: number
  /** Tasks (the preparation of a source, or a target) that run at once. */
  maxRunning?: number
  /** Minutes of source media a day. The day begins at 00:00 UTC. */
  minutesPerDay?: number
  /** Bytes of the sources of translations, of artifacts, and of the history of edits. */
  maxBytes?: number
  /** How long its translations are kept after their creation. Default: as the server does. */
  retentionSeconds?: number
}

/** An owner with its limits and what it has used, from `GET /v1/limits`. */
export interface OwnerInfo {
  owner: string
  limits: OwnerLimits
  usage: {
    /** Tasks that run. */
    running: number
    /** Tasks that wait for a worker. */
    waiting: number
    /** Minutes of source media that were prepared today. */
    minutesToday: number
    /** When the next day begins. ISO 8601, UTC. */
    minutesResetAt: string
    bytes: number
  }
}

/** A limit that a request would exceed. */
export interface LimitReached {
  name: 'minutesPerDay' | 'maxBytes' | 'maxPriority'
  max: number
  used: number
  /** When it is free again by itself. Absent: when something is deleted. ISO 8601, UTC. */
  resetsAt?: string
}
