import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../../engine-error.ts'
import { toWavFile } from '../../media/wav.ts'
import type { Preview, PreviewRequest, SideContext, SideWork } from '../engine.ts'

const RATE = 8_000
const HERTZ = 220
/** The same pace as that of simulated results. */
const LETTER_SECONDS = 0.06

/** Speaks a line as a tone. There is no source, so it copies none. */
export const SIMULATED_SIDE_WORK: SideWork = {
  previewOptions: () => ({}),
  previewNeeds: () => undefined,
  preview: speakTone,
  async proxy() {
    throw new EngineError('not_supported', 'The simulated engine has no source, so it copies none.')
  },
}

async function speakTone({ text, slot }: PreviewRequest, context: SideContext): Promise<Preview> {
  if (!/[\p{L}\p{N}]/u.test(text))
    throw new EngineError('nothing_to_speak', 'The text has no letters or digits.')
  const seconds = rounded(text.length * LETTER_SECONDS)
  const path = join(context.scratch, 'preview.wav')
  await writeFile(path, toWavFile(tone(seconds), RATE))
  const clip = await context.files.put(path, 'preview.wav')
  if (slot === undefined) return { clip, seconds }
  const slotSeconds = rounded((slot.next ?? slot.end) - slot.start)
  const overflowSeconds = rounded(Math.max(0, seconds - slotSeconds))
  return { clip, seconds, fit: { slotSeconds, dubSeconds: seconds, speed: 1, tempo: 1, overflowSeconds } }
}

function tone(seconds: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * RATE) },
    (_, at) => 0.3 * Math.sin((2 * Math.PI * HERTZ * at) / RATE),
  )
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
