/** A named tensor of a model. */
export interface MarianItem {
  name: string
  type: 'float32' | 'intgemm8' | 'int8'
  shape: number[]
  data: Buffer
}

const VERSION = 1
const TYPES = { float32: 0x404, intgemm8: 0x4101, int8: 0x101 }
/** The data starts at a multiple of this, so that the library can use it in place. */
const ALIGNMENT = 256

/** Serialises a model in Marian's binary format: table, names, shapes, padding, data. */
export function marianFile(tensors: readonly MarianItem[], config: string): Buffer {
  const text = Buffer.from(`${config}\0`)
  const items: MarianItem[] = [
    ...tensors,
    { name: 'special:model.yml', type: 'int8', shape: [text.length], data: text },
  ]
  const names = items.map(({ name }) => Buffer.from(`${name}\0`))
  const table = items.flatMap(({ type, shape, data }, at) => [
    names[at]?.length ?? 0,
    TYPES[type],
    shape.length,
    data.length,
  ])
  const head = Buffer.concat([
    ...[VERSION, items.length, ...table].map(uint64),
    ...names,
    ...items.flatMap(({ shape }) => shape).map(int32),
  ])
  const afterHead = head.length + 8
  const padding = (Math.floor(afterHead / ALIGNMENT) + 1) * ALIGNMENT - afterHead
  return Buffer.concat([head, uint64(padding), Buffer.alloc(padding), ...items.map(({ data }) => data)])
}

export function uint64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
