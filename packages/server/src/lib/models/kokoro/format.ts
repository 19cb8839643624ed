import { onnxMetadata } from '../onnx/metadata.ts'

/** Voices in the order of `voices.bin`. The index is the speaker's number. */
export const KOKORO_VOICES = [
  'af_alloy',
  'af_aoede',
  'af_bella',
  'af_heart',
  'af_jessica',
  'af_kore',
  'af_nicole',
  'af_nova',
  'af_river',
  'af_sarah',
  'af_sky',
  'am_adam',
  'am_echo',
  'am_eric',
  'am_fenrir',
  'am_liam',
  'am_michael',
  'am_onyx',
  'am_puck',
  'am_santa',
  'bf_alice',
  'bf_emma',
  'bf_isabella',
  'bf_lily',
  'bm_daniel',
  'bm_fable',
  'bm_george',
  'bm_lewis',
  'ef_dora',
  'em_alex',
  'em_santa',
  'ff_siwis',
  'hf_alpha',
  'hf_beta',
  'hm_omega',
  'hm_psi',
  'if_sara',
  'im_nicola',
  'pf_dora',
  'pm_alex',
  'pm_santa',
] as const

export type KokoroVoice = (typeof KOKORO_VOICES)[number]

/** Metadata that sherpa-onnx needs and the published model lacks. */
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
  return onnxMetadata(metadata)
}

/** `tokens.txt` with each phoneme's symbol and number, from the model's `tokenizer.json`. */
export function kokoroTokens(tokenizerJson: string): string {
  const { model } = JSON.parse(tokenizerJson) as { model: { vocab: Record<string, number> } }
  return Object.entries(model.vocab)
    .map(([symbol, number]) => `${symbol} ${number}\n`)
    .join('')
}
