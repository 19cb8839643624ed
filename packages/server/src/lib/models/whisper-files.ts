import { filesOf, type PackFile } from './pack-file.ts'

// Each row: sha256, bytes, path in the pack. The hashes were computed from these packages.

/** Whisper in the layout of transformers.js, by size. */
export const WHISPER_FILES = {
  small: whisperFiles(
    'small',
    {
      bytes: 165_623_913,
      integrity:
        'sha512-NoW0Id+PSL22BoV+34HXs0uT0et1Y63Cks/QCosYe0khaGMr6y/fBEup2k1+5fut3jxrZg1k1SrZ0gOpAU/LsQ==',
    },
    `
  5a6429d21d7a3379dd0861b74510f9f7076f32b563bffc9fcb072482d55ab3be      2232 config.json
  0b7407a4e53a677f826e03c75d409e6f830663932bf43dda3b08c5efa2223279      3837 generation_config.json
  a6a76d28c93edb273669eb9e0b0636a2bddbb1272c3261e47b7ca6dfdbac1b8d       339 preprocessor_config.json
  27fc476bfe7f17299480be2273fc0608e4d5a99aba2ab5dec5374b4482d1a566   2480466 tokenizer.json
  2a4c4281cf9f51ac6ccc406fdc711a087afe6530f671fa7b80953edc498275ce    282683 tokenizer_config.json
  fcfc6100dc7339e7507e10f8b274350be7c4f8d8b575f0293f94cc0e156d6d24 156780950 onnx/decoder_model_merged_quantized.onnx
  969f5ac12974340386bf7a02ea6626003e5e2dee396ffc6ab0eec282bf55ba06  92324809 onnx/encoder_model_quantized.onnx
`,
  ),
  base: whisperFiles(
    'base',
    {
      bytes: 52_236_560,
      integrity:
        'sha512-lBXHIZX66KiR4+TMl2zCB4NO/Ih3Vp06l1yDjYtG9rROlLVPq3s7DiBtTRkeFQiDh0Zl3x+OmRuse17Fyjq20w==',
    },
    `
  d1d347fdb422e6347c2f843a90d375aa67ea3f4b3e20d2c3075f9a9f6243685b      2248 config.json
  3bba359e33fdd6dc1c10f71846a477d339b0242f462f70ea1dd73274caa38d05      3776 generation_config.json
  a6a76d28c93edb273669eb9e0b0636a2bddbb1272c3261e47b7ca6dfdbac1b8d       339 preprocessor_config.json
  27fc476bfe7f17299480be2273fc0608e4d5a99aba2ab5dec5374b4482d1a566   2480466 tokenizer.json
  2a4c4281cf9f51ac6ccc406fdc711a087afe6530f671fa7b80953edc498275ce    282683 tokenizer_config.json
  a6beb6baabb66f00b6a686d828c95ffca6146d51900cbad0266cad38f64cf861  53707539 onnx/decoder_model_merged_quantized.onnx
  3e345e977b55620a37c0c2b2af0644e019afdfad562dcf71eb929bb7274285f9  23200850 onnx/encoder_model_quantized.onnx
`,
  ),
  tiny: whisperFiles(
    'tiny',
    {
      bytes: 28_694_719,
      integrity:
        'sha512-kxDUK4JaVwltNa0zR9RH9gRU033teKgKUInnoiVtkDQFDYywsUb18L6+N183cLX1fVEviPBqJ2dw73eLI7X6VA==',
    },
    `
  2b2e4e519084e0ea028b19b153f95202735a971870d6844aa26e559edd292e94      2248 config.json
  68ac791fcb4999461a313472125042934656240ba1cba7d1c2627fcbb19ac24c      3716 generation_config.json
  a6a76d28c93edb273669eb9e0b0636a2bddbb1272c3261e47b7ca6dfdbac1b8d       339 preprocessor_config.json
  27fc476bfe7f17299480be2273fc0608e4d5a99aba2ab5dec5374b4482d1a566   2480466 tokenizer.json
  2a4c4281cf9f51ac6ccc406fdc711a087afe6530f671fa7b80953edc498275ce    282683 tokenizer_config.json
  6c0c125986b007d2e3734bec84c18bda0152071b90b87fadac6d7764499927a0  30727765 onnx/decoder_model_merged_quantized.onnx
  fd9d995b9dcb0520f0dbf6cf68651af639fc385f594d9d876e69ca2802dc438e  10124910 onnx/encoder_model_quantized.onnx
`,
  ),
} satisfies Record<string, PackFile[]>

function whisperFiles(
  size: string,
  tarball: { bytes: number; integrity: string },
  table: string,
): PackFile[] {
  const inPackage = (row: string) => `${row} models/Xenova/whisper-${size}/${row.trim().split(/\s+/).at(-1)}`
  const rows = table.trim().split('\n').map(inPackage).join('\n')
  return filesOf({ spec: `sts-whisper-${size}@1.0.0`, ...tarball }, rows)
}
