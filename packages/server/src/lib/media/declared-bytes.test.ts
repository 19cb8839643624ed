import { describe, expect, it } from 'vitest'
import { declaredBytes } from './declared-bytes.ts'

/** Joins texts, 32-bit numbers and 64-bit bigints to the head of a file. */
function head(bigEndian: boolean, ...parts: (string | number | bigint)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(part, 'latin1')
      const bytes = Buffer.alloc(typeof part === 'bigint' ? 8 : 4)
      if (typeof part === 'bigint') bytes.writeBigUInt64BE(part)
      else bytes.writeUInt32BE(part)
      return bigEndian ? bytes : bytes.toReversed()
    }),
  )
}

const ALL_ONES = 0xffff_ffff_ffff_ffffn
const DESC = ['caff', 0x10000, 'desc', 4n, 'lpcm'] as const
const FREE = ['free', 4000n, '\0'.repeat(4000)] as const
const ASF = Buffer.from('a1dcab8c47a9cf118ee400c00c205365', 'hex').toString('latin1')

describe('the header declares the size of the whole file', () => {
  it.each([
    ['WAV', head(false, 'RIFF', 992, 'WAVE'), 1000],
    ['WAV of 3 GiB', head(false, 'RIFF', 3 * 2 ** 30, 'WAVE'), 3 * 2 ** 30 + 8],
    ['RF64', head(false, 'RF64', 0xffffffff, 'WAVEds64', 28, 5n << 32n), 5 * 2 ** 32 + 8],
    ['AIFF', head(true, 'FORM', 992, 'AIFF'), 1000],
    ['CAF', head(true, ...DESC, 'data', 1000n), 1036],
    ['CAF that Apple padded', head(true, ...DESC, ...FREE, 'data', 1000n), 5048],
    ['ASF', head(false, '0&\xb2u', '.'.repeat(20), ASF, '.'.repeat(24), 5n << 32n), 5 * 2 ** 32],
  ])('%s', (_name, header, bytes) => {
    expect(declaredBytes(header)).toBe(bytes)
  })
})

describe('a placeholder or a truncated size is unknown', () => {
  it.each([
    ['WAV with 0', head(false, 'RIFF', 0, 'WAVE')],
    ['WAV with all ones', head(false, 'RIFF', 0xffffffff, 'WAVE')],
    ['WAV with the largest signed number', head(false, 'RIFF', 0x7fffffff, 'WAVE')],
    ['WAV as sox streams it', head(false, 'RIFF', 0x7ffff024, 'WAVE')],
    ['AIFF with the largest signed number', head(true, 'FORM', 0x7fffffff, 'AIFF')],
    ['RF64 with 0', head(false, 'RF64', 0xffffffff, 'WAVEds64', 28, 0n)],
    ['CAF with all ones', head(true, ...DESC, 'data', ALL_ONES)],
    ['CAF whose sound begins later', head(true, ...DESC, 'free', 1n << 40n, '.'.repeat(100))],
    ['CAF whose chunks claim no bytes', head(true, 'caff', 0x10000, 'desc', 0n, 'free', 0n)],
    ['ASF cut in its header', head(false, '0&\xb2u', '.'.repeat(20), ASF, '.'.repeat(16))],
    ['Ogg that holds the mark of an ASF', head(false, 'OggS', '.'.repeat(4076), ASF)],
    ['an empty file', Buffer.alloc(0)],
  ])('%s', (_name, header) => {
    expect(declaredBytes(header)).toBeUndefined()
  })
})
