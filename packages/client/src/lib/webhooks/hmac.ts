import type { Bytes } from '../bytes.ts'

const HMAC = { name: 'HMAC', hash: 'SHA-256' }

/** The signed content: the scheme's prefix, and the body's bytes as they came. */
export interface Signed {
  prefix: string
  body: Uint8Array
}

export interface Hmac {
  /** One signature for each key. */
  sign(signed: Signed): Promise<Uint8Array[]>
  /** Whether any signature belongs to any key. */
  matches(signatures: Bytes[], signed: Signed): Promise<boolean>
}

/** HMAC-SHA256 with Web Crypto, whose `verify` compares in constant time. */
export function hmac(raw: Bytes[]): Hmac {
  let imported: CryptoKey[] | undefined
  // Keeps the keys, not their promise: in Cloudflare Workers a promise ends with its request.
  const load = async (): Promise<CryptoKey[]> =>
    (imported ??= await Promise.all(
      raw.map((bytes) => crypto.subtle.importKey('raw', bytes, HMAC, false, ['sign', 'verify'])),
    ))
  return {
    async sign(signed) {
      const content = contentOf(signed)
      const keys = await load()
      return await Promise.all(
        keys.map(async (key) => new Uint8Array(await crypto.subtle.sign('HMAC', key, content))),
      )
    },
    async matches(signatures, signed) {
      const content = contentOf(signed)
      const keys = await load()
      const verify = (key: CryptoKey, signature: Bytes): Promise<boolean> =>
        crypto.subtle.verify('HMAC', key, signature, content)
      const verdicts = keys.flatMap((key) => signatures.map((signature) => verify(key, signature)))
      return (await Promise.all(verdicts)).includes(true)
    },
  }
}

function contentOf({ prefix, body }: Signed): Bytes {
  const head = new TextEncoder().encode(prefix)
  const content = new Uint8Array(head.length + body.length)
  content.set(head)
  content.set(body, head.length)
  return content
}
