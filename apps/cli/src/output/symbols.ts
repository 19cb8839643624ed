import isUnicodeSupported from 'is-unicode-supported'

const UNICODE = {
  done: '✔',
  failed: '✖',
  missing: '–',
  to: '→',
  ellipsis: '…',
  filled: '█',
  empty: '░',
} as const
/** The console of older Windows versions and the Linux console have no other characters. */
const ASCII = {
  done: '+',
  failed: 'x',
  missing: '-',
  to: '->',
  ellipsis: '~',
  filled: '#',
  empty: '.',
} as const

/** The signs that this terminal can show. */
export const SYMBOLS: Record<keyof typeof UNICODE, string> = isUnicodeSupported() ? UNICODE : ASCII
