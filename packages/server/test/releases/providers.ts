import type {
  Synthesizer,
  Transcriber,
  Translator,
} from '../../src/lib/engines/pipeline/providers/providers.ts'
import { writeWav } from '../../src/lib/media/wav.ts'

/** The length of the source, and its lines: one every two seconds. */
export const SECONDS = 6

const RATE = 24_000
const PROVIDER = { identity: async () => '1', missing: async () => undefined }

/** Providers without models. They stay the same for all releases, because results name them. */
export interface ReleaseProviders {
  transcribers: Transcriber[]
  translators: Translator[]
  synthesizers: Synthesizer[]
  /** How often a source was listened to. */
  heard(): number
}

/** @param held languages whose translation never ends */
export function releaseProviders(held: readonly string[] = []): ReleaseProviders {
  let heard = 0
  const transcriber: Transcriber = {
    ...PROVIDER,
    name: 'ear',
    languages: ['en'],
    async transcribe() {
      heard++
      return Array.from({ length: SECONDS / 2 }, (_, at) => {
        return { id: at + 1, start: 2 * at, end: 2 * at + 1.5, text: `Line number ${at + 1}.` }
      })
    },
  }
  return {
    transcribers: [transcriber],
    translators: [translatorThatHolds(held)],
    synthesizers: [TONE],
    heard: () => heard,
  }
}

function translatorThatHolds(held: readonly string[]): Translator {
  return {
    ...PROVIDER,
    name: 'book',
    pairs: async () => [{ from: 'en', to: ['es', 'fr'] }],
    async translate(lines, { to, signal }) {
      if (held.includes(to)) await untilAborted(signal)
      return lines.map(({ text, known }) => known ?? `${to} ${text}`)
    },
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

/** A tone, a twentieth of a second for each character. */
const TONE: Synthesizer = {
  ...PROVIDER,
  name: 'mouth',
  languages: ['es', 'fr'],
  maxSpeed: 1.2,
  async speak(text, { path, speed }) {
    const samples = Math.round((text.length / 20 / speed) * RATE)
    const wave = Float32Array.from({ length: samples }, (_, at) => 0.3 * Math.sin(at / 9))
    await writeWav(path, wave, RATE)
    return { seconds: samples / RATE, sampleRate: RATE, retries: 0 }
  },
}
