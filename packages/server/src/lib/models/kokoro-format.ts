/** Voices in the order of `voices.bin`. The index is the speaker's number. */
export const KOKORO_VOICES = [
  'af_heart',
  'am_michael',
  'bf_emma',
  'ef_dora',
  'em_alex',
  'ff_siwis',
  'hf_alpha',
  'hm_omega',
  'if_sara',
  'im_nicola',
  'pf_dora',
  'pm_alex',
] as const

/**
 * Metadata that sherpa-onnx needs and the published model lacks. An ONNX file is a protobuf
 * message, so fields appended to its end are part of it.
 */
export function kokoroMetadata(): Uint8Array {
  const metadata: Record<string, string> = {
    model_type: 'kokoro',
    language: 'multi-lang',
    has_espeak: '1',
    sample_rate: '24000',
    version: '2',
    voice: 'en-us',
    style_dim: '510,1,256',
    n_speakers: String(KOKORO_VOICES.length),
    id2speaker: KOKORO_VOICES.map((voice, id) => `${id}->${voice}`).join(','),
    speaker2id: KOKORO_VOICES.map((voice, id) => `${voice}->${id}`).join(','),
    speaker_names: KOKORO_VOICES.join(','),
    maintainer: 'k2-fsa',
    model_url: 'https://huggingface.co/hexgrad/Kokoro-82M',
    see_also: 'https://github.com/thewh1teagle/kokoro-onnx',
    see_also_2: 'https://huggingface.co/hexgrad/Kokoro-82M',
  }
  return Buffer.concat(Object.entries(metadata).map(([key, value]) => metadataEntry(key, value)))
}

/** `tokens.txt` with each phoneme's symbol and number, from the model's `tokenizer.json`. */
export function kokoroTokens(tokenizerJson: string): string {
  const { model } = JSON.parse(tokenizerJson) as { model: { vocab: Record<string, number> } }
  return Object.entries(model.vocab)
    .map(([symbol, number]) => `${symbol} ${number}\n`)
    .join('')
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
