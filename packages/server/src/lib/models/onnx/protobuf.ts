/** A field of a protobuf message. Its content is a view of the message, never a copy. */
export interface Field {
  number: number
  /** A number that was written as a varint, or the bytes of anything else. */
  value: bigint | Buffer
}

/** Wire types of https://protobuf.dev/programming-guides/encoding/. */
const VARINT = 0
const FIXED_64 = 1
const DELIMITED = 2
const FIXED_32 = 5

/** Reads the fields of a message, in their order. */
export function readFields(message: Buffer): Field[] {
  const fields: Field[] = []
  for (let at = 0; at < message.length;) {
    const tag = readVarint(message, at)
    const { value, end } = readValue(message, tag.end, Number(tag.value & 7n))
    fields.push({ number: Number(tag.value >> 3n), value })
    at = end
  }
  return fields
}

function readValue(message: Buffer, at: number, wireType: number): { value: bigint | Buffer; end: number } {
  if (wireType === VARINT) return readVarint(message, at)
  const length = wireType === DELIMITED ? readVarint(message, at) : { value: fixedLength(wireType), end: at }
  const end = length.end + Number(length.value)
  if (end > message.length) throw new Error('A field of the protobuf message is cut off.')
  return { value: message.subarray(length.end, end), end }
}

function fixedLength(wireType: number): number {
  if (wireType === FIXED_64) return 8
  if (wireType === FIXED_32) return 4
  throw new Error(`A protobuf message has a field of the unknown wire type ${wireType}.`)
}

function readVarint(message: Buffer, start: number): { value: bigint; end: number } {
  let value = 0n
  for (let at = start; at < message.length && at < start + 10; at++) {
    const byte = message.readUInt8(at)
    value |= BigInt(byte & 127) << BigInt(7 * (at - start))
    if (byte < 128) return { value: BigInt.asIntN(64, value), end: at + 1 }
  }
  throw new Error('A number in the protobuf message is cut off.')
}

/** Reads the varints of a repeated field, which are written one by one or packed into one field. */
export function readNumbers(value: bigint | Buffer): number[] {
  if (typeof value === 'bigint') return [Number(value)]
  const numbers: number[] = []
  for (let at = 0; at < value.length;) {
    const number = readVarint(value, at)
    numbers.push(Number(number.value))
    at = number.end
  }
  return numbers
}

/** A field with bytes, a text or a message. Its pieces are not copied: they can be large. */
export function delimited(number: number, ...content: readonly (Uint8Array | string)[]): Uint8Array[] {
  const pieces = content.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece))
  return [varint(BigInt((number << 3) | DELIMITED)), varint(BigInt(bytesOf(pieces))), ...pieces]
}

export function numeric(number: number, value: number | bigint): Uint8Array {
  return Buffer.concat([varint(BigInt((number << 3) | VARINT)), varint(BigInt(value))])
}

export function float(number: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return Buffer.concat([varint(BigInt((number << 3) | FIXED_32)), bytes])
}

function bytesOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

/** Negative numbers take ten bytes, as those of 64 bits. */
function varint(value: bigint): Buffer {
  const bytes: number[] = []
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)])
    bytes.push(Number(rest & 127n) | 128)
  }
}
