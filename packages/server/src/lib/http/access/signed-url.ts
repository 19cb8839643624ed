import { createHmac, timingSafeEqual } from 'node:crypto'

/** Makes and verifies links that need no key, because a `<video>` element cannot send one. */
export interface UrlSigner {
  sign(id: string, name: string): { query: string; expiresAt: number }
  /** Whether the signature belongs to the file and has not expired. */
  verify(id: string, name: string, expires: string | undefined, signature: string | undefined): boolean
}

const HOUR_S = 3600

/**
 * Links live 12 to 13 hours. They expire on the full hour, so the same link can be cached until
 * then.
 */
export function createUrlSigner(secret: string, now: () => number = Date.now): UrlSigner {
  return {
    sign(id, name) {
      const expires = (Math.floor(now() / 1000 / HOUR_S) + 13) * HOUR_S
      const query = `expires=${expires}&signature=${signatureOf(secret, id, name, String(expires))}`
      return { query, expiresAt: expires * 1000 }
    },
    verify(id, name, expires, signature) {
      if (!expires || !signature || !/^\d{1,12}$/.test(expires)) return false
      const isGenuine = sameText(signature, signatureOf(secret, id, name, expires))
      return isGenuine && Number(expires) * 1000 > now()
    },
  }
}

function signatureOf(secret: string, id: string, name: string, expires: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([id, name, expires]))
    .digest('base64url')
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
