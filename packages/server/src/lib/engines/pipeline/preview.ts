import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../../engine-error.ts'
import { convertClips } from '../../media/convert-clips.ts'
import { primaryLanguage } from '../../media/languages.ts'
import type { Preview, PreviewRequest, PreviewSlot, SideContext } from '../engine.ts'
import { UNDETERMINED } from './abilities.ts'
import { pronunciationFor } from './glossary.ts'
import { readOptions } from './options.ts'
import { castVoices } from './casting.ts'
import { chosen } from './providers/choose.ts'
import { chooseSynthesizer } from './providers/choose-voice.ts'
import type { Cast, Part } from './providers/cast.ts'
import type { CueReport, TranslatedCue } from './providers/cue.ts'
import type { Synthesizer } from './providers/providers.ts'
import type { PipelineSettings } from './settings.ts'
import { slotsOf } from './speech/fit/slots.ts'
import { createEstimators, type Estimators } from './speech/fit/takes.ts'
import { speakCues } from './speech/speak-cues.ts'
import { createClipCache } from './stages/clip-cache.ts'
import { charactersPerSecond } from './stages/pace.ts'
import type { Transcript } from './stages/source-output.ts'
import { readJson } from './stages/stage-files.ts'

/** The only cue of a preview. */
const ID = 1
/** Without a slot, a line takes the time that it needs. */
const NO_SLOT: PreviewSlot = { start: 0, end: 3600, sourceEnd: 3600 }

/**
 * Speaks one line as a result would have it. Its clip is kept like those of results, so that
 * applying what was heard needs no voice.
 */
export async function previewLine(
  request: PreviewRequest,
  context: SideContext,
  settings: PipelineSettings,
  pacesOf: Paces,
): Promise<Preview> {
  const { language, text, slot } = request
  const folder = join(context.scratch, 'clips')
  await mkdir(folder, { recursive: true })
  const { start, end, next, sourceEnd } = slot ?? NO_SLOT
  const cue: TranslatedCue = { id: ID, start, end, text: '', translated: text }
  const following = next === undefined ? [] : [{ ...cue, id: ID + 1, start: next }]
  const { reports, clips } = await speakCues([cue], {
    cast: alone(await partOf(request, context, settings)),
    language,
    charactersPerSecond: charactersPerSecond(language),
    estimators: pacesOf(language),
    pronunciation: pronunciationFor(readOptions(request.options), language),
    slots: slotsOf([cue, ...following], sourceEnd),
    isFollowed: next !== undefined,
    folder,
    convert: convertClips,
    cache: settings.clips.storeLater(createClipCache(context, folder), context),
    signal: context.signal,
    onProgress: () => undefined,
  })
  const [report] = reports
  const path = clips[0]?.path
  if (path === undefined || report === undefined) throw nothingToSpeak()
  // Storing may move the file, and the take itself is compressed afterwards.
  const heard = join(context.scratch, 'preview.wav')
  await copyFile(path, heard)
  const clip = await context.files.put(heard, 'preview.wav')
  return { clip, seconds: report.dubSeconds, ...(slot && { fit: fitOf(report) }) }
}

/** How fast voices speak. A guess that is far off costs a second take, and so twice the time. */
export type Paces = (language: string) => Estimators

/** What one preview learns helps the next one. */
export function createPaces(): Paces {
  const byLanguage = new Map<string, Estimators>()
  return (tag) => {
    const language = primaryLanguage(tag)
    const known = byLanguage.get(language) ?? createEstimators(charactersPerSecond(language))
    byLanguage.set(language, known)
    return known
  }
}

/** The voice that was asked for, else that which the cue would get. */
async function partOf(
  { language, voice, speaker, transcript, options: unchecked, from = UNDETERMINED }: PreviewRequest,
  context: SideContext,
  { synthesizers }: PipelineSettings,
): Promise<Part> {
  const options = readOptions(unchecked)
  const pair = { from, to: language }
  if (voice === undefined) {
    // The speakers share the voices, so which one has which depends on all of them.
    const { speakers = [] } = transcript === undefined ? {} : await readJson<Transcript>(transcript, context)
    const cast = await castVoices({ task: { language }, pair, options, synthesizers, speakers })
    return cast.of({ id: ID, ...(speaker !== undefined && { speaker }) })
  }
  const { synthesizer } = options
  return { synthesizer: chosen(await chooseSynthesizer(synthesizers, pair, { synthesizer, voice })), voice }
}

function alone({ synthesizer, ...voice }: Part): Pick<Cast, 'main' | 'of'> {
  const main = { synthesizer: hurried(synthesizer), ...voice }
  return { main, of: () => main }
}

/** Somebody waits for it, so it does not wait for the lines of a long job. */
function hurried(synthesizer: Synthesizer): Synthesizer {
  return {
    ...synthesizer,
    speak: (text, options) => synthesizer.speak(text, { ...options, isUrgent: true }),
  }
}

function fitOf({ slotSeconds, dubSeconds, speed, tempo, overflowSeconds, offsetSeconds }: CueReport) {
  return { slotSeconds, dubSeconds, speed, tempo, overflowSeconds, offsetSeconds }
}

function nothingToSpeak(): EngineError {
  return new EngineError('nothing_to_speak', 'The text has no letters or digits.')
}
