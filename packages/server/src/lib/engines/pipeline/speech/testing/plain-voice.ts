import { openWav, writeWav } from '../../../../media/wav.ts'
import type { TranslatedCue } from '../../providers/cue.ts'
import type { Synthesizer } from '../../providers/providers.ts'
import { slotsOf } from '../fit/slots.ts'
import type { ClipCache, StoredClip } from '../fit/takes.ts'
import type { SpeakCuesOptions } from '../speak-cues.ts'

export const sampleRate = 1000

/** A voice that takes a tenth of a second for a character. `asked` lists its requests. */
export function createVoice({ fails, rate = sampleRate }: { fails?: RegExp; rate?: number } = {}) {
  const asked: { text: string; speed: number; voice?: string }[] = []
  const voice: Synthesizer = {
    name: 'plain',
    languages: ['es'],
    maxSpeed: 1.2,
    identity: async () => 'plain 1',
    missing: async () => undefined,
    async speak(text, { speed, path, signal, voice }) {
      signal.throwIfAborted()
      asked.push({ text, speed, ...(voice !== undefined && { voice }) })
      if (fails?.test(text) === true) throw new Error('the voice broke')
      const samples = Math.round((text.length / 10 / speed) * rate)
      await writeWav(path, new Float32Array(samples).fill(0.5), rate)
      return { seconds: samples / rate, sampleRate: rate, retries: 0 }
    },
  }
  return { voice, asked }
}

/** A cache that keeps the clips where they are. */
export function createCache(): ClipCache {
  const clips = new Map<string, StoredClip>()
  return { find: async () => clips, store: async (hash, clip) => void clips.set(hash, clip) }
}

export function cuesOf(...rows: [start: number, translated: string][]): TranslatedCue[] {
  return rows.map(([start, translated], index) => ({
    id: index + 1,
    start,
    end: start + 1,
    text: 'said',
    translated,
  }))
}

/** Options for clips in a folder. */
export function optionsIn(
  folder: string,
  cues: TranslatedCue[],
  synthesizer: Synthesizer,
  totalSeconds = 1000,
): SpeakCuesOptions {
  const part = { synthesizer }
  return {
    cast: { main: part, of: () => part },
    folder,
    language: 'es',
    charactersPerSecond: 10,
    slots: slotsOf(cues, totalSeconds),
    onProgress: () => undefined,
    signal: new AbortController().signal,
    async convert(clips) {
      for (const { path, out, tempo = 1, rate = sampleRate } of clips) {
        const wav = await openWav(path)
        await writeWav(out, await wav.read(0, Math.round(wav.samples / tempo)), rate)
        await wav.close()
      }
      return new Map()
    },
  }
}
