import { openWav, type Wav } from '../../../media/wav.ts'
import type { Cue } from '../providers/cue.ts'
import { medianPitch } from '../speech/pitch.ts'

/** Somebody who speaks in the source. */
export interface Speaker {
  name: string
  /** What the voice sounds like. Absent: unknown. */
  sex?: 'female' | 'male'
}

/** Speech of each speaker that is listened to. */
const HEARD_SECONDS = 10
/** In Hz. Most voices of women are above it, most of men below. */
const BETWEEN_SEXES = 160

/** The speakers of cues, in the order in which they appear, each with its likely sex. */
export async function describeSpeakers(cues: readonly Cue[], path: string): Promise<Speaker[]> {
  const names = [...new Set(cues.flatMap(({ speaker }) => speaker ?? []))]
  if (names.length === 0) return []
  const wav = await openWav(path)
  try {
    const speakers: Speaker[] = []
    for (const name of names) {
      const pitch = medianPitch(await speechOf(name, cues, wav), wav.sampleRate)
      const sex = pitch === undefined ? undefined : pitch < BETWEEN_SEXES ? 'male' : 'female'
      speakers.push({ name, ...(sex && { sex }) })
    }
    return speakers
  } finally {
    await wav.close()
  }
}

async function speechOf(name: string, cues: readonly Cue[], wav: Wav): Promise<Float32Array> {
  const { sampleRate } = wav
  let left = HEARD_SECONDS * sampleRate
  const parts: Float32Array[] = []
  for (const { start, end, speaker } of cues) {
    if (speaker !== name || left <= 0) continue
    const part = await wav.read(
      Math.round(start * sampleRate),
      Math.min(left, Math.round((end - start) * sampleRate)),
    )
    left -= part.length
    parts.push(part)
  }
  const speech = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    speech.set(part, at)
    at += part.length
  }
  return speech
}
