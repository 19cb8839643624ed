import { openWav, writeWav } from '../../../media/wav.ts'
import { trimSilence } from './trim.ts'

/**
 * Writes the WAV at `path` to `out` without the silence at its ends.
 * @param speaker whose sound it is, for the message
 * @throws Error if it is nothing but silence
 */
export async function trimWav(
  path: string,
  out: string,
  speaker: string,
): Promise<{ seconds: number; sampleRate: number }> {
  const wav = await openWav(path)
  try {
    const speech = trimSilence(await wav.read(0, wav.samples), wav.sampleRate)
    if (speech.length === 0) throw new Error(`${speaker} produced only silence.`)
    await writeWav(out, speech, wav.sampleRate)
    return { seconds: speech.length / wav.sampleRate, sampleRate: wav.sampleRate }
  } finally {
    await wav.close()
  }
}
