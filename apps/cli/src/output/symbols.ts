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
/** For the Linux console and the console of older Windows versions. */
const ASCII = {
  done: '+',
  failed: 'x',
  missing: '-',
  to: '->',
  ellipsis: '~',
  filled: '#',
  empty: '.',
} as const

/** The symbols that this terminal can show. */
export const SYMBOLS: Record<keyof typeof UNICODE, string> = isUnicodeSupported() ? UNICODE : ASCII
