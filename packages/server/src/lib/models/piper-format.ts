import { onnxMetadata } from './onnx/metadata.ts'

/** The settings of a voice, as Piper publishes them beside the model. */
interface PiperConfig {
  audio: { sample_rate: number }
  espeak: { voice: string }
  inference?: { noise_scale?: number; length_scale?: number; noise_w?: number }
  num_speakers?: number
  phoneme_id_map: Record<string, number[]>
}

/** What speaking with the voice needs: the file `settings.json` of its pack. */
export interface PiperSettings {
  /** espeak-ng's name of the pronunciation. */
  pronunciation: string
  noiseScale: number
  noiseScaleW: number
  /** Length of the sounds; the voice's own pace. */
  lengthScale: number
}

/** Metadata that sherpa-onnx needs and Piper's models lack. Without it the process ends. */
export function piperMetadata(config: PiperConfig): Uint8Array {
  return onnxMetadata({
    model_type: 'vits',
    comment: 'piper',
    language: pronunciationOf(config),
    voice: pronunciationOf(config),
    version: '1',
    has_espeak: '1',
    has_g2pw: '0',
    n_speakers: String(config.num_speakers ?? 1),
    sample_rate: String(sampleRateOf(config)),
  })
}

/** `tokens.txt` with each phoneme's symbol and number. */
export function piperTokens({ phoneme_id_map: numbers }: PiperConfig): string {
  return Object.entries(numbers)
    .filter(([symbol]) => symbol !== '\n')
    .map(([symbol, [number]]) => `${symbol} ${number}\n`)
    .join('')
}

export function piperSettings(config: PiperConfig): PiperSettings {
  const { noise_scale = 0.667, length_scale = 1, noise_w = 0.8 } = config.inference ?? {}
  return {
    pronunciation: pronunciationOf(config),
    noiseScale: noise_scale,
    noiseScaleW: noise_w,
    lengthScale: length_scale,
  }
}

/** @throws Error if a voice that is no Piper voice was published. */
export function readPiperConfig(text: string): PiperConfig {
  const config = JSON.parse(text) as Partial<PiperConfig>
  if (config.audio && config.espeak && config.phoneme_id_map) return config as PiperConfig
  throw new Error('The settings of the voice have no sample rate, pronunciation or phonemes.')
}

/** Some voices were published with a rate that they do not have. */
function sampleRateOf({ audio: { sample_rate: rate } }: PiperConfig): number {
  return rate === 22_500 ? 22_050 : rate
}

/** Names that are not those of espeak-ng's files, by which native code finds a pronunciation. */
const FILE_NAMES: Readonly<Record<string, string>> = { 'pt-PT': 'pt', 'en-gb': 'en' }

function pronunciationOf({ espeak: { voice } }: PiperConfig): string {
  return FILE_NAMES[voice] ?? voice
}
