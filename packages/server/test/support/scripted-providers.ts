import { writeWav } from '../../src/lib/media/wav.ts'
import type {
  Synthesizer,
  Transcriber,
  Translator,
} from '../../src/lib/engines/pipeline/providers/providers.ts'

/** Sentences that can be spoken in the four seconds of each. */
const LINES = ['He was not an ill young man.', 'Had he married a good woman.', 'He was a man of the world.']
const EVERY_SECONDS = 5
const RATE = 24_000

/** What happens before a provider does its work on a text. */
export type Before = (stage: 'transcribe' | 'translate' | 'synthesize', text: string) => Promise<void> | void

const provider = { identity: async () => '1', missing: async () => undefined }

/** A recogniser that hears the same lines in any sound, and takes no work. */
export function scriptedTranscriber(before: Before = () => {}): Transcriber {
  return {
    ...provider,
    name: 'scripted',
    languages: ['en'],
    async transcribe(path) {
      await before('transcribe', path)
      return LINES.map((text, at) => {
        const start = at * EVERY_SECONDS
        return { id: at + 1, start, end: start + EVERY_SECONDS - 1, text }
      })
    },
  }
}

/** A translator that leaves the lines as they are. */
export function scriptedTranslator(before: Before = () => {}): Translator {
  return {
    ...provider,
    name: 'echo',
    pairs: async () => [{ from: 'en', to: ['es', 'ca'] }],
    async translate(lines) {
      await before('translate', lines[0]?.text ?? '')
      return lines.map(({ text }) => text)
    },
  }
}

/** A voice that sounds a tone of a tenth of a second for each character. */
export function scriptedVoice(before: Before = () => {}): Synthesizer {
  return {
    ...provider,
    name: 'tone',
    languages: ['es', 'ca'],
    maxSpeed: 1.2,
    async speak(text, { path, speed }) {
      await before('synthesize', text)
      const samples = Math.round((text.length / 10 / speed) * RATE)
      const tone = Float32Array.from({ length: samples }, (_, at) => 0.3 * Math.sin(at / 9))
      await writeWav(path, tone, RATE)
      return { seconds: samples / RATE, sampleRate: RATE, retries: 0 }
    },
  }
}
