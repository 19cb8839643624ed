import { delimited, numeric, readFields, readNumbers } from './protobuf.ts'

/** A constant of a model. Its values stand in row-major order. */
export interface Tensor {
  shape: readonly number[]
  values: Float32Array | Int8Array | Uint8Array | Int32Array | BigInt64Array
}

export type FloatTensor = Tensor & { values: Float32Array }
export type ByteTensor = Tensor & { values: Uint8Array }

/** `TensorProto.DataType` of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. */
const TYPES = [
  [Float32Array, 1],
  [Uint8Array, 2],
  [Int8Array, 3],
  [Int32Array, 6],
  [BigInt64Array, 7],
] as const

/** Fields of `TensorProto`. */
const DIMS = 1
const DATA_TYPE = 2
const INT32_DATA = 5
const NAME = 8
const RAW_DATA = 9

export function tensorName(proto: Buffer): string {
  return String(readFields(proto).find(({ number }) => number === NAME)?.value ?? '')
}

/** Reads 32-bit floats. Undefined: the values are of another type, or not raw. */
export function readFloats(proto: Buffer): FloatTensor | undefined {
  const { type, shape, raw } = readTensor(proto)
  if (type !== 1 || raw === undefined) return undefined
  // A copy, because the view may begin at any byte.
  return { shape, values: new Float32Array(new Uint8Array(raw).buffer) }
}

/** Reads whole numbers from 0 to 255. Undefined: the values are of another type. */
export function readBytes(proto: Buffer): ByteTensor | undefined {
  const { type, shape, raw, numbers } = readTensor(proto)
  return type === 2 ? { shape, values: new Uint8Array(raw ?? numbers) } : undefined
}

/** Values are raw, or small numbers one by one. */
function readTensor(proto: Buffer) {
  const fields = readFields(proto)
  const numbersOf = (wanted: number) =>
    fields.filter(({ number }) => number === wanted).flatMap(({ value }) => readNumbers(value))
  const raw = fields.find(({ number }) => number === RAW_DATA)?.value
  return {
    type: numbersOf(DATA_TYPE)[0],
    shape: numbersOf(DIMS),
    numbers: numbersOf(INT32_DATA),
    raw: Buffer.isBuffer(raw) ? raw : undefined,
  }
}

export function writeTensor(name: string, { shape, values }: Tensor): Uint8Array[] {
  const type = TYPES.find(([constructor]) => values instanceof constructor)?.[1] ?? 1
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return [
    ...shape.map((size) => numeric(DIMS, size)),
    numeric(DATA_TYPE, type),
    ...delimited(NAME, name),
    ...delimited(RAW_DATA, bytes),
  ]
}
