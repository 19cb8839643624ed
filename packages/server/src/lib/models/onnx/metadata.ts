import { delimited } from './protobuf.ts'

/**
 * Metadata to append to a model. An ONNX file is a protobuf message, so fields appended to its end
 * are part of it, and of a key that is there twice the last value counts.
 */
export function onnxMetadata(values: Readonly<Record<string, string>>): Uint8Array {
  return Buffer.concat(Object.entries(values).flatMap(([key, value]) => metadataEntry(key, value)))
}

/** `ModelProto.metadata_props` is field 14, a message with key (field 1) and value (field 2). */
function metadataEntry(key: string, value: string): Uint8Array[] {
  return delimited(14, ...delimited(1, key), ...delimited(2, value))
}
