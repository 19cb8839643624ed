import type { JsonSize } from './schema-size.ts'

/** What makes a JSON text more than a route can need. */
export type Excess = 'deep' | 'wide'

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Counts in one pass what a JSON text would make, before anything of it is made: a megabyte of `[],[],[]` would take
 * tens of them. Undefined where it is within bounds; whether it is JSON at all is for the parser to say.
 */
export function excessOf(text: Uint8Array, { marks, depth }: Omit<JsonSize, 'bytes'>): Excess | undefined {
  let [counted, level] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]
    if (byte === QUOTE) at = endOfString(text, at)
    else if (byte === COMMA) counted++
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      counted++
      if (++level > depth) return 'deep'
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) level--
    if (counted > marks) return 'wide'
  }
  return undefined
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: Uint8Array, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1
  return at
}
