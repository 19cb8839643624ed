/**
 * Metadata to append to a model. An ONNX file is a protobuf message, so fields appended to its end
 * are part of it, and of a key that is there twice the last value counts.
 */
export function onnxMetadata(values: Readonly<Record<string, string>>): Uint8Array {
  return Buffer.concat(Object.entries(values).map(([key, value]) => metadataEntry(key, value)))
}

/** `ModelProto.metadata_props` is field 14, a message with key (field 1) and value (field 2). */
function metadataEntry(key: string, value: string): Buffer {
  return delimited(14, Buffer.concat([delimited(1, Buffer.from(key)), delimited(2, Buffer.from(value))]))
}

function delimited(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest & 127) | 128)
  }
}
