import type { JsonSize } from './schema-size.ts'

/** How a JSON text exceeds the limits of its route. */
export type Excess = 'deep' | 'wide'

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Measures a JSON text in one pass before it is parsed, because a megabyte of `[],[],[]` would take
 * tens of megabytes in memory. Undefined when the text is within the limits. The parser decides
 * whether it is JSON at all.
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

/** The index of the closing quote of the string that begins at `start`. */
function endOfString(text: Uint8Array, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1
  return at
}
