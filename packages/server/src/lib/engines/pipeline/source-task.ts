import { EngineError } from '../../engine-error.ts'
import type { FileKey } from '../../files/file-key.ts'
import { describeSource } from '../../media/source-kind.ts'
import type { Need } from '../abilities.ts'
import type { PlaybackArtifact, SourceTask, TaskContext, TaskResult } from '../engine.ts'
import { PREPARE, targetNeeds, transcribeNeed, transcriptNeed } from './abilities.ts'
import { preload } from './ahead.ts'
import { requireMediaTools } from './media-tools.ts'
import { readOptions, type TaskOptions } from './options.ts'
import { createStageProgress } from './progress.ts'
import { checkLanguages } from './check.ts'
import { chooseDetector, chooseQuickDetector, chooseTranscriber, chosen } from './providers/choose.ts'
import { chooseSynthesizer } from './providers/choose-voice.ts'
import type { LanguageDetector, Transcriber } from './providers/providers.ts'
import { readSpeakerFile } from './speakers/speaker-file.ts'
import { requireDiarizer } from './speakers/refuse-speakers.ts'
import { withFoundSpeakers, withGivenSpeakers } from './speakers/with-speakers.ts'
import type { PipelineSettings } from './settings.ts'
import { createStageRunner, type StageRunner } from './stage-runner.ts'
import { createTranscriptTaker, givenTranscript } from './given-subtitles.ts'
import { parseRange } from './range.ts'
import { cut } from './stages/cut.ts'
import { fetchSource } from './stages/fetch.ts'
import { identify, type SpokenLanguage } from './stages/identify.ts'
import { prepare, type PreparedSource } from './stages/prepare.ts'
import { recognisedCues } from './cues.ts'
import type { SourceOutput, Transcript } from './stages/source-output.ts'
import { readJson } from './stages/stage-files.ts'
import { transcribe } from './stages/transcribe.ts'
import { wantedVoice } from './wanted-voices.ts'

/** Measured on two cores: fetching and decoding are quick beside recognition. */
const WEIGHTS = { steps: { fetch: 1, prepare: 1, identify: 1, transcribe: 17 }, perSecond: 0.08 }

/** What all steps of the source work with. */
interface SourceWork {
  task: SourceTask
  context: TaskContext
  settings: PipelineSettings
  runner: StageRunner
  options: TaskOptions
  given: Awaited<ReturnType<typeof givenTranscript>>
  /** The language of the source, if it is known. */
  from: string | undefined
}

/** Makes what all targets share: the source in the file store, its sound and its transcript. */
export async function runSource(
  task: SourceTask,
  context: TaskContext,
  settings: PipelineSettings,
): Promise<TaskResult> {
  const options = readOptions(task.options)
  const given = await givenTranscript(options, task)
  const from = task.from ?? given?.language
  const progress = createStageProgress(WEIGHTS, context.progress)
  const runner = createStageRunner(context, progress, task)
  const work = { task, context, settings, runner, options, given, from }
  if (await runner.can(PREPARE)) await requireMediaTools(settings)
  await requireRecognition(work)

  void preloadRecogniser(work).catch(ignore)
  const { fetched, sourceKey, prepared } = await prepareSource(work)
  const { media, audio } = prepared
  progress.setSeconds(media.seconds)
  context.progress({ durationSeconds: media.seconds })
  const spoken = await identifyLanguage(work, prepared)
  const { language } = spoken
  if (from === undefined) await refuseImpossible(work, language)
  void preloadVoice(work, language).catch(ignore)
  const transcribed = await transcribeSpeech(work, prepared, spoken)
  const { transcriptKey, artifacts, warnings } = transcribed
  const { name, bytes } = fetched
  const stagesMs = runner.timings()
  const transcript = await readJson<Transcript>(transcriptKey, context)
  const speakers = transcript.speakers && { speakers: transcript.speakers }
  return {
    output: {
      media,
      sourceKey,
      audio,
      language,
      transcriptKey,
      stagesMs,
      ...speakers,
    } satisfies SourceOutput,
    cues: recognisedCues(transcript),
    artifacts,
    playback: playbackOf(sourceKey, prepared),
    warnings: [
      ...prepared.warnings,
      // A recogniser that hears the whole source knows better than the detector.
      ...(transcribed.comparesLanguage ? [] : spoken.warnings),
      ...warnings,
    ],
    source: { name, bytes, durationSeconds: media.seconds, ...detectedFacts(spoken) },
  }
}

/** What is missing is noticed before hours of recognition. */
async function requireRecognition(work: SourceWork): Promise<void> {
  const { from, options, settings, runner } = work
  if (await runner.can(transcribeNeed(from))) await detectorFor(work)
  const need = needOf(work, from)
  if (need && (await runner.can(need))) await requireDiarizer(options, settings.diarizer)
}

/** What making the transcript needs. */
function needOf({ options, given }: SourceWork, from: string | undefined): Need | undefined {
  return transcriptNeed(options, { from, isGiven: given !== undefined })
}

/** The step that needs the model says what is wrong with it. */
function ignore(): void {}

/** The sound is converted on one core meanwhile. */
async function preloadRecogniser(work: SourceWork): Promise<void> {
  const { from, given, settings, runner, context } = work
  const need = needOf(work, from)
  if (!settings.overlap || given || from === undefined || !need || !(await runner.can(need))) return
  const choice = await chooseTranscriber(settings.transcribers, from)
  if ('provider' in choice) await preload(choice.provider, { from, signal: context.signal })
}

/** The voice of the first target, which is spoken next. */
async function preloadVoice(
  { task, options, settings, runner, context }: SourceWork,
  from: string,
): Promise<void> {
  const [to] = task.to
  if (!settings.overlap || options.only !== undefined || to === undefined) return
  if (!(await runner.can(targetNeeds({ from, to }, options).synthesize))) return
  const voice = wantedVoice(options, to)
  const { synthesizer } = options
  const choice = await chooseSynthesizer(settings.synthesizers, { from, to }, { synthesizer, voice })
  if ('provider' in choice) await preload(choice.provider, { from, to, voice, signal: context.signal })
}

async function prepareSource({ task, context, settings, runner, options, from }: SourceWork) {
  const { source } = task
  const { audioTrack, range } = options
  const fetched = await runner.run(
    // The file of an upload lies elsewhere on each machine.
    { name: 'fetch', stage: 'prepare', need: PREPARE, inputs: 'url' in source ? source : source.name },
    (onProgress) => fetchSource(source, context, settings, onProgress),
    ({ sourceKey }) => [sourceKey],
  )
  const sourceKey = await partOf(fetched.sourceKey, range, runner, context)
  const prepared = await runner.run(
    { name: 'prepare', stage: 'prepare', need: PREPARE, inputs: { from, audioTrack } },
    (onProgress) => prepare({ sourceKey, from, audioTrack }, context, settings.limits, onProgress),
    ({ speechKey, peaksKey }) => [speechKey, peaksKey],
  )
  return { fetched, sourceKey, prepared }
}

/** The source is played as it is. Its peaks are drawn beside the lines. */
function playbackOf(sourceKey: FileKey, { media, audio, peaksKey }: PreparedSource): PlaybackArtifact[] {
  const { extension, ...kind } = describeSource(media)
  const source = { name: `source.${extension}`, key: sourceKey, audioTrack: audio + 1, ...kind }
  return [
    { ...source, playback: 'source' },
    { name: 'source.peaks.bin', key: peaksKey, mediaType: 'application/octet-stream', playback: 'peaks' },
  ]
}

async function identifyLanguage(work: SourceWork, prepared: PreparedSource) {
  const { context, runner, given, from } = work
  return await runner.run(
    {
      name: 'identify',
      stage: 'transcribe',
      ...(given?.language === undefined && { need: transcribeNeed(from) }),
      inputs: from,
      provider: async () => await (await detectorFor(work))?.identity(),
    },
    async (onProgress) => await identify(prepared, from, await detectorFor(work), context, onProgress),
  )
}

async function transcribeSpeech(work: SourceWork, prepared: PreparedSource, spoken: SpokenLanguage) {
  const { context, settings, runner, given, options } = work
  const { language } = spoken
  const need = needOf(work, language)
  const choose = async () => {
    const transcriber = given
      ? createTranscriptTaker(given.lines)
      : chosen(await chooseTranscriber(settings.transcribers, language))
    return withSpeakers(transcriber, options, settings)
  }
  return await runner.run(
    {
      name: 'transcribe',
      stage: 'transcribe',
      ...(need && { need }),
      provider: async () => await (await choose()).identity(),
    },
    async (onProgress) => {
      const transcriber = await choose()
      const { comparesLanguage = false } = transcriber
      return { ...(await transcribe(prepared, spoken, transcriber, context, onProgress)), comparesLanguage }
    },
  )
}

/** Speakers are read from the file of the request, or told apart if it asks for that. */
function withSpeakers(
  transcriber: Transcriber,
  { speakers, detectSpeakers = false }: TaskOptions,
  { diarizer }: PipelineSettings,
): Transcriber {
  if (speakers !== undefined) return withGivenSpeakers(transcriber, readSpeakerFile(speakers))
  if (detectSpeakers === false || diarizer === undefined) return transcriber
  return withFoundSpeakers(transcriber, diarizer, detectSpeakers === true ? undefined : detectSpeakers)
}

/** The part of the source that the request asks for. */
async function partOf(
  sourceKey: FileKey,
  text: string | undefined,
  runner: StageRunner,
  context: TaskContext,
): Promise<FileKey> {
  const range = text === undefined ? undefined : parseRange(text)
  if (!range) return sourceKey
  const step = { name: 'cut', stage: 'prepare', need: PREPARE, inputs: range } as const
  return await runner.run(
    step,
    () => cut(sourceKey, range, context),
    (key) => [key],
  )
}

/**
 * The detector is required without `from`. With it, only a quick one compares, and only if the
 * recogniser does not: a large model would cost more time and memory than the recognition.
 */
async function detectorFor({ from, given, settings }: SourceWork): Promise<LanguageDetector | undefined> {
  const { transcribers } = settings
  if (given?.language !== undefined) return undefined
  if (from === undefined) return chosen(await chooseDetector(transcribers))
  const transcriber = chosen(await chooseTranscriber(transcribers, from))
  return transcriber.comparesLanguage ? undefined : await chooseQuickDetector(transcribers)
}

/**
 * Fails now if no target can be translated. Otherwise each impossible target fails by itself. What
 * other workers do is not for this one to judge.
 */
async function refuseImpossible({ task, settings, runner }: SourceWork, from: string): Promise<void> {
  const { to, options } = task
  for (const target of to) {
    const { translate, synthesize } = targetNeeds({ from, to: target }, options)
    if (!(await runner.can(translate)) || !(await runner.can(synthesize))) return
  }
  const refusals = await Promise.all(
    to.map((target) => checkLanguages({ from, to: [target], options }, settings)),
  )
  const [refusal] = refusals.flat()
  if (refusal === undefined || refusals.some(({ length }) => length === 0)) return
  throw new EngineError(refusal.code, refusal.message)
}

function detectedFacts({ language, confidence }: SpokenLanguage): TaskResult['source'] {
  return confidence === undefined ? {} : { detectedLanguage: language, detectedConfidence: confidence }
}
