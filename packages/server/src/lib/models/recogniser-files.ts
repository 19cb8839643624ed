import type { PackFile } from './pack-file.ts'

// Each row: sha256, bytes, path in the pack, and path at the model's home if it differs. The hashes
// come from public catalogues of these files, because we could not download them.

/** Recogniser of 25 European languages. */
export const PARAKEET_FILES: PackFile[] = fromHome(
  'csukuangfj/sherpa-onnx-nemo-parakeet-tdt-0.6b-v3-int8',
  '2bda32ec70b097a55adaa07d9a7173915b43cc78',
  `
  acfc2b4456377e15d04f0243af540b7fe7c992f8d898d751cf134c3a55fd2247  652184281 encoder.int8.onnx
  179e50c43d1a9de79c8a24149a2f9bac6eb5981823f2a2ed88d655b24248db4e   11845275 decoder.int8.onnx
  3164c13fc2821009440d20fcb5fdc78bff28b4db2f8d0f0b329101719c0948b3    6355277 joiner.int8.onnx
  d58544679ea4bc6ac563d1f545eb7d474bd6cfa467f0a6e2c1dc1c7d37e3c35d      93939 tokens.txt
`,
)

/** Recogniser of Chinese, Cantonese, Japanese, Korean and English. */
export const SENSE_VOICE_FILES: PackFile[] = fromHome(
  'csukuangfj/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17',
  'main',
  `
  c71f0ce00bec95b07744e116345e33d8cbbe08cef896382cf907bf4b51a2cd51  239233841 model.int8.onnx
  f449eb28dc567533d7fa59be34e2abca8784f771850c78a47fb731a31429a1dc     315894 tokens.txt
`,
)

/** Whisper for sherpa-onnx, by size. */
export const SHERPA_WHISPER_FILES = {
  turbo: fromHome(
    'csukuangfj/sherpa-onnx-whisper-turbo',
    '2ca6ff69fc878651b770880507669577ac41c2ff',
    `
  b02dcdf54f348741e93fe732b67d933c8dcb6735655f710640143081db38878b  674716297 encoder.int8.onnx turbo-encoder.int8.onnx
  20accd02388482eb3a46bd615631adfdc85e1eb2c7db9ea3f02a40ffe6b81547  361080764 decoder.int8.onnx turbo-decoder.int8.onnx
  b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126     816730 tokens.txt turbo-tokens.txt
`,
  ),
  medium: fromHome(
    'csukuangfj/sherpa-onnx-whisper-medium',
    '8c31d28503847560985df21f90e14f0c736e075e',
    `
  1c54582b4d829de0089f6cb63bbbdb3bf7555398bacaf855fbecf1a84dfd193e  374196283 encoder.int8.onnx medium-encoder.int8.onnx
  595d00a338a365a7bfa0ca7f296cabc639583bef770ab6130df90f49a6412747  571059257 decoder.int8.onnx medium-decoder.int8.onnx
  b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126     816730 tokens.txt medium-tokens.txt
`,
  ),
  small: fromHome(
    'csukuangfj/sherpa-onnx-whisper-small',
    '8f3c18b358db4d1f2fc1eae49d75cd20989e4309',
    `
  4cbe7b22fa9026b843b60a68640c747de05bafb1a11b57edc0e66c232d9f33a9  112442483 encoder.int8.onnx small-encoder.int8.onnx
  acad50b5c782696e91b55914cc5ab4f756f1532f76e22aa6fc615f39fb69a8ee  262226114 decoder.int8.onnx small-decoder.int8.onnx
  b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126     816730 tokens.txt small-tokens.txt
`,
  ),
  base: fromHome(
    'csukuangfj/sherpa-onnx-whisper-base',
    'bb53ee204431c90d314c1cc08d28d23e5b7927cc',
    `
  0b8fb1304b6109976038efff5ace81720e00386f3ff6b54ee8c75291ca0a1e11   29120534 encoder.int8.onnx base-encoder.int8.onnx
  9759d217388a01b3a4c7c15533201067b48ae819c4daafc8624e64b9409dc02d  130672026 decoder.int8.onnx base-decoder.int8.onnx
  b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126     816730 tokens.txt base-tokens.txt
`,
  ),
  tiny: fromHome(
    'csukuangfj/sherpa-onnx-whisper-tiny',
    '65176e2deb88badc814a94058666cadccc29b61c',
    `
  d24fb083ae3b1041fc24e97971d60e280c9342201fbb67b0ab428a8b4a51a434   12937772 encoder.int8.onnx tiny-encoder.int8.onnx
  d2fece8dd42771f1df975c6c0445770d0c292bf7547c2cae04a6c0cc57540925   89855401 decoder.int8.onnx tiny-decoder.int8.onnx
  b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126     816730 tokens.txt tiny-tokens.txt
`,
  ),
} satisfies Record<string, PackFile[]>

/** What tells speakers apart: who speaks at once, and the print of a voice. */
export const SPEAKER_FILES: PackFile[] = [
  ...fromHome(
    'csukuangfj/sherpa-onnx-pyannote-segmentation-3-0',
    'main',
    `
  d582f4b4c6b48205de7e0643c57df0df5615a3c176189be3fc461e9d18827b5d    1540506 segmentation.onnx model.int8.onnx
`,
  ),
  {
    path: 'embedding.onnx',
    bytes: 26_485_263,
    sha256: 'c59158379255ad66e161679cca6af8d52d51e389e3224ab7d7a7baae295c2db5',
    sources: [
      {
        url: 'https://github.com/k2-fsa/sherpa-onnx/releases/download/speaker-recongition-models/3dspeaker_speech_eres2net_sv_en_voxceleb_16k.onnx',
      },
    ],
  },
]

function fromHome(repository: string, revision: string, table: string): PackFile[] {
  return table
    .trim()
    .split('\n')
    .map((row) => {
      const [sha256 = '', bytes, path = '', name = path] = row.trim().split(/\s+/)
      const url = `https://huggingface.co/${repository}/resolve/${revision}/${name}`
      return { path, bytes: Number(bytes), sha256, sources: [{ url }] }
    })
}
