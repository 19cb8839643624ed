import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Warning } from 'video-translation-client'
import { writeDubTrack, writeDuckingKey } from '../../../media/dub-track.ts'
import { stretch } from '../../../media/stretch.ts'
import { EngineError, type TaskContext } from '../../engine.ts'
import { createClipCache } from '../clip-cache.ts'
import type { CueReport, Prepared } from '../media.ts'
import type { Synthesizer, TranslatedCue } from '../providers.ts'
import { slotsOf } from '../speech/fit-plan.ts'
import { speakCues, type Clip } from '../speech/fit.ts'
import { storeText } from './transcribe.ts'
import { readJson } from './translate.ts'

/** The dub, ready to be mixed in. Values are keys of files. */
export interface Synthesized {
  dub: string
  /** Loud where the original is to be ducked. */
  ducking: string
  /** The {@link CueReport}s as JSON. */
  cues: string
  warnings: Warning[]
}

/** Of the clips and what is tried before, at 24 kHz, the track made of them, and its ducking key. */
const BYTES_PER_SECOND = 4 * 48_000

/** Speaks every cue, fitted to its slot, and lays the clips on one track as long as the source. */
export async function synthesize(
  prepared: Prepared,
  cues: string,
  to: string,
  synthesizer: Synthesizer,
  context: TaskContext,
  report: (fraction: number) => void,
): Promise<Synthesized> {
  const folder = join(context.scratch, 'clips')
  await mkdir(folder, { recursive: true })
  const { seconds } = prepared.media
  const translated = await readJson<TranslatedCue[]>(cues, context)
  await context.reserveSpace(seconds * BYTES_PER_SECOND)
  const { report: rows, clips } = await speakCues(translated, {
    synthesizer,
    language: to,
    slots: slotsOf(translated, seconds),
    folder,
    stretch,
    cache: createClipCache(context, folder),
    signal: context.signal,
    onProgress: report,
  })
  if (clips.length === 0)
    throw new EngineError('synthesis_failed', 'There is nothing to speak in any of the cues.')
  const tracks = await writeTracks(clips, rows, seconds, context)
  const { key } = await storeText(JSON.stringify(rows), `${to}.spoken.json`, 'application/json', context)
  return { ...tracks, cues: key, warnings: warningsOf(rows, synthesizer) }
}

async function writeTracks(clips: Clip[], rows: CueReport[], seconds: number, context: TaskContext) {
  const { files, scratch, signal } = context
  const dub = join(scratch, 'dub.wav')
  const ducking = join(scratch, 'ducking.wav')
  await writeDubTrack(clips, seconds, dub, signal)
  await writeDuckingKey(rows.flatMap(dubbedSpan), seconds, ducking, signal)
  return {
    dub: await files.putIntermediate(dub, 'dub.wav'),
    ducking: await files.putIntermediate(ducking, 'ducking.wav'),
  }
}

/** Voice detection is late by a syllable's onset, which would be heard at full volume. */
const LEAD_SECONDS = 0.12

/** The original is ducked for the whole cue, and for as long as the dub goes on; a cue without a dub stays audible. */
function dubbedSpan({ start, end, dubSeconds }: CueReport) {
  return dubSeconds > 0
    ? [{ start: Math.max(0, start - LEAD_SECONDS), end: Math.max(end, start + dubSeconds) }]
    : []
}

/** Less than that is not heard as running over. */
const AUDIBLE_OVERFLOW_SECONDS = 0.1

function warningsOf(rows: readonly CueReport[], { name }: Synthesizer): Warning[] {
  const over = rows.filter(({ overflowSeconds }) => overflowSeconds > AUDIBLE_OVERFLOW_SECONDS)
  const skipped = rows.filter((row) => row.skipped)
  return [
    ...warnIf(name === 'espeak', 'robotic_voice', 'Spoken by espeak-ng, which sounds like a machine.'),
    ...warnIf(
      over.length > 0,
      'cues_overflow',
      `${over.length} cue(s) run into the next one: ${list(over)}.`,
    ),
    ...warnIf(
      skipped.length > 0,
      'cues_skipped',
      `${skipped.length} cue(s) were not spoken: ${list(skipped)}.`,
    ),
  ]
}

function warnIf(condition: boolean, code: string, message: string): Warning[] {
  return condition ? [{ code, message }] : []
}

const LISTED = 10

function list(rows: readonly CueReport[]): string {
  const ids = rows.slice(0, LISTED).map(({ id }) => id)
  return ids.join(', ') + (rows.length > LISTED ? ', ...' : '')
}
