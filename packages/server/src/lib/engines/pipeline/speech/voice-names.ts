import { KOKORO_VOICES } from '../../../models/kokoro/format.ts'
import { piperVoices } from '../../../models/piper.ts'

/** Each of espeak-ng's voices is named by its language: `espeak-es-419`. */
export const ESPEAK_PREFIX = 'espeak-'

/** The synthesizer of a voice, by its name alone. Undefined for a voice of an endpoint. */
export function synthesizerOf(voice: string): string | undefined {
  if (KOKORO_VOICES.some((name) => name === voice)) return 'kokoro'
  if (voice.startsWith(ESPEAK_PREFIX)) return 'espeak'
  return piperVoices().some(({ id }) => id === voice) ? 'piper' : undefined
}

/** Synthesizers with one pack for all of their voices. */
const ALL_AT_ONCE = ['kokoro', 'espeak']

/** Whether a machine with the synthesizer has the voice. */
export function comesWith(voice: string, synthesizer: string | undefined): boolean {
  return ALL_AT_ONCE.some((name) => name === synthesizer && name === synthesizerOf(voice))
}
