import type { Bytes } from '../bytes.ts'
import { invalid } from '../errors.ts'

/**
 * The keys of the secrets.
 * @throws {VideoTranslationError} `invalid_argument` for a missing secret
 */
export function keysOf(secrets: string | readonly string[], toKey: (secret: string) => Bytes): Bytes[] {
  const all = [secrets].flat()
  if (all.length === 0 || all.some((secret) => typeof secret !== 'string' || secret.trim() === ''))
    throw invalid('The secret of the webhooks is missing. Nothing can be verified without it.')
  return all.map((secret) => toKey(secret.trim()))
}

/** The characters of the secret are the key, as for both vendors. */
export function textKey(secret: string): Bytes {
  return new TextEncoder().encode(secret)
}
