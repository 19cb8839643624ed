/** A vocabulary that a SentencePiece library can read, as a protobuf message written by hand. */
export function sentencePieceFile(words: readonly string[], size: number): Buffer {
  const bytes = Array.from({ length: 256 }, (_, byte) => pieceOf(byteName(byte), -20, BYTE))
  const pieces = [
    pieceOf('</s>', 0, CONTROL),
    pieceOf('<unk>', 0, UNKNOWN),
    // Letters that no word has become bytes, which the model copies.
    ...bytes,
    pieceOf(SPACE, -8, NORMAL),
    ...words.map((word) => pieceOf(isPunctuation(word) ? word : `${SPACE}${word}`, -1, NORMAL)),
  ]
  while (pieces.length < size) pieces.push(pieceOf(`\uE000unused${pieces.length}`, -30, NORMAL))
  return Buffer.concat([...pieces, field(2, trainerSpec(size)), field(3, field(1, 'identity'))])
}

/** Tokens besides the words. */
export const SPECIAL_TOKENS = 2 + 256 + 1

const SPACE = '\u2581'
const NORMAL = 1
const UNKNOWN = 2
const CONTROL = 3
const BYTE = 6

function isPunctuation(word: string): boolean {
  return /^\p{P}/u.test(word)
}

function byteName(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`
}

function pieceOf(text: string, score: number, type: number): Buffer {
  const float = Buffer.alloc(4)
  float.writeFloatLE(score)
  return field(1, Buffer.concat([field(1, text), key(2, 5), float, integer(3, type)]))
}

/** Unigram model, bytes for unknown letters, `<unk>` is 1, `</s>` is 0, no start and no padding. */
function trainerSpec(size: number): Buffer {
  return Buffer.concat([
    integer(3, 1),
    integer(4, size),
    integer(35, 1),
    integer(40, 1),
    Buffer.concat([key(41, 0), MINUS_ONE]),
    integer(42, 0),
    Buffer.concat([key(43, 0), MINUS_ONE]),
  ])
}

const MINUS_ONE = Buffer.from('ffffffffffffffffff01', 'hex')

function field(number: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([key(number, 2), varint(bytes.length), bytes])
}

function integer(number: number, value: number): Buffer {
  return Buffer.concat([key(number, 0), varint(value)])
}

function key(number: number, wireType: number): Buffer {
  return varint(number * 8 + wireType)
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest & 127) | 128)
  }
}
