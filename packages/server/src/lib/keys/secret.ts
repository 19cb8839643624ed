import { createHash, randomBytes } from 'node:crypto'

const PREFIX = 'vt_'
const RANDOM_BYTES = 32
/** The prefix and 24 of the 256 random bits. */
const HINT_LENGTH = PREFIX.length + 4

/** The secret of a new key. */
export interface KeySecret {
  secret: string
  digest: string
  hint: string
}

export function newSecret(): KeySecret {
  const secret = `${PREFIX}${randomBytes(RANDOM_BYTES).toString('base64url')}`
  return { secret, digest: digestOf(secret), hint: secret.slice(0, HINT_LENGTH) }
}

/**
 * The SHA-256 of a secret, in hex. A slow hash, as for passwords, would only cost each request
 * time: nobody can try all keys of 256 random bits, however quick the hash is.
 */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
