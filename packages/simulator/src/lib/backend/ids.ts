import { createRandom } from '../random.ts'

/** Draws ids. The same seed gives each kind of id the same sequence. */
export interface Ids {
  /** 32 hexadecimal digits. */
  hex(kind: string): string
  /** A random UUID (version 4). */
  uuid(kind: string): string
  /** A UUID that sorts by time (version 7). */
  uuidAt(kind: string, atMs: number): string
  /** Letters and digits of the given number. */
  text(kind: string, length: number): string
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function createIds(face: string, seed: string | number): Ids {
  const counts = new Map<string, number>()

  const digits = (kind: string, base: number, length: number): string => {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    const random = createRandom(seed, 'id', face, kind, count)
    const digit = () => Math.floor(random.next() * base)
    const letters = base === 16 ? '0123456789abcdef' : ALPHABET
    return Array.from({ length }, () => letters[digit()]).join('')
  }

  return {
    hex: (kind) => digits(kind, 16, 32),
    uuid: (kind) => dashed(digits(kind, 16, 32), '4'),
    uuidAt: (kind, atMs) => dashed(atMs.toString(16).padStart(12, '0') + digits(kind, 16, 20), '7'),
    text: (kind, length) => digits(kind, ALPHABET.length, length),
  }
}

/** Writes hexadecimal digits as a UUID, with the version and the variant in their fixed places. */
function dashed(hex: string, version: string): string {
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4]
  const parts = [hex.slice(0, 8), hex.slice(8, 12), version + hex.slice(13, 16), variant + hex.slice(17, 20)]
  return [...parts, hex.slice(20)].join('-')
}
