import type { Bytes } from '../bytes.ts'
const HMAC = { name: 'HMAC', hash: 'SHA-256' }

/** What a signature is over: a text of the scheme's, and the body's bytes as they came. */
export interface Signed {
  prefix: string
  body: Uint8Array
}

/** Signs with each key, and tells whether any of the signatures is of any of the keys. */
export interface Hmac {
  sign(signed: Signed): Promise<Uint8Array[]>
  matches(signatures: Bytes[], signed: Signed): Promise<boolean>
}

/** HMAC-SHA256 by Web Crypto. Its `verify` compares in constant time. */
export function hmac(raw: Bytes[]): Hmac {
  let imported: CryptoKey[] | undefined
  // The keys are kept, not their promise: in Cloudflare Workers that would end with the request that made it.
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
