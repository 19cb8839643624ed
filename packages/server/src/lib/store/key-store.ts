import type { KeyScope } from 'video-translation-client'

/** The API keys of the database. */
export interface KeyStore {
  /** Grows with each change of a key, but not with its use. */
  revision(): Promise<number>
  /** All keys, revoked ones too, in the order of their creation. */
  list(): Promise<KeyRecord[]>
  create(key: NewKey): Promise<KeyRecord>
  /** Ends a key for good. Idempotent. Undefined when there is no such key. */
  revoke(id: string): Promise<KeyRecord | undefined>
  /** Notes when keys were last used, in epoch milliseconds by id. */
  noteUses(uses: ReadonlyMap<string, number>): Promise<void>
  /** Calls back when a key was created or revoked, by any server. Only a hint. */
  onChange(listener: () => void): () => void
}

/** A key without its secret. Instants are epoch milliseconds. */
export interface KeyRecord extends NewKey {
  id: string
  createdAt: number
  lastUsedAt?: number
  revokedAt?: number
}

export interface NewKey {
  /** Tells keys apart. */
  name: string
  /** The owner of what the key creates. */
  owner: string
  scope: KeyScope
  /** From 0 to 9. */
  maxPriority: number
  /** The SHA-256 of the secret, in hex. */
  digest: string
  /** The first characters of the secret, to recognise it by. */
  hint: string
  expiresAt?: number
}
