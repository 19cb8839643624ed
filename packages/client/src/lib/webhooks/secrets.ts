import type { Bytes } from '../bytes.ts'
import { invalid } from '../errors.ts'

/** The secrets as keys: one, or several while one replaces the other. A missing one is the setting that nobody set. */
export function keysOf(secrets: string | readonly string[], toKey: (secret: string) => Bytes): Bytes[] {
  const all = [secrets].flat()
  if (all.length === 0 || all.some((secret) => typeof secret !== 'string' || secret.trim() === ''))
    throw invalid('The secret of the webhooks is missing: without it nothing can be verified.')
  return all.map((secret) => toKey(secret.trim()))
}

/** A secret whose characters are the key, as both vendors have it. */
export function textKey(secret: string): Bytes {
  return new TextEncoder().encode(secret)
}
