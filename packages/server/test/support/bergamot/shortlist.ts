import { uint64 } from './marian-file.ts'

const MAGIC = 0xf11a48d5013417f5n
/** The library does not check it. */
const NO_CHECKSUM = 0
/** The first tokens, the end of a sentence among them, are candidates everywhere. */
const ALWAYS = 8

/** A lexical shortlist that allows each token its own number only. */
export function shortlistFile(vocabularySize: number): Buffer {
  const tokens = Array.from({ length: vocabularySize }, (_, token) => token)
  const candidates = Buffer.alloc(vocabularySize * 4)
  for (const token of tokens) candidates.writeUInt32LE(token, token * 4)
  const offsets = [...tokens, vocabularySize]
  const head = [MAGIC, NO_CHECKSUM, ALWAYS, ALWAYS, offsets.length, vocabularySize]
  return Buffer.concat([...head, ...offsets].map(uint64).concat(candidates))
}
