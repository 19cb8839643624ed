import { EngineError } from '../../engine-error.ts'
import type { FileKey } from '../../files/file-key.ts'
import type { SourceTask, TaskContext, TaskResult } from '../engine.ts'
import { requireMediaTools } from './media-tools.ts'
import { readOptions } from './options.ts'
import { createStageProgress } from './progress.ts'
import { checkLanguages } from './check.ts'
import { chooseDetector, chooseQuickDetector, chooseTranscriber, chosen } from './providers/choose.ts'
import type { LanguageDetector } from './providers/providers.ts'
import type { PipelineSettings } from './settings.ts'
import { createStageRunner, type StageRunner } from './stage-runner.ts'
import { createTranscriptTaker, givenTranscript } from './given-subtitles.ts'
import { parseRange } from './range.ts'
import { cut } from './stages/cut.ts'
import { fetchSource } from './stages/fetch.ts'
import { identify, type SpokenLanguage } from './stages/identify.ts'
import { prepare } from './stages/prepare.ts'
import { recognisedCues } from './cues.ts'
import type { SourceOutput, Transcript } from './stages/source-output.ts'
import { readJson } from './stages/stage-files.ts'
import { transcribe } from './stages/transcribe.ts'

/** Measured on two cores: fetching and decoding are quick beside recognition. */
const WEIGHTS = { steps: { fetch: 1, prepare: 1, identify: 1, transcribe: 17 }, perSecond: 0.08 }

/** Makes what all targets share: the source in the file store, its sound and its transcript. */
export async function runSource(
  task: SourceTask,
  context: TaskContext,
  settings: PipelineSettings,
): Promise<TaskResult> {
  await requireMediaTools(settings)
  const options = readOptions(task.options)
  const { audioTrack, range } = options
  const given = await givenTranscript(options, task)
  const from = task.from ?? given?.language
  const detector = given?.language ? undefined : await detectorFor(from, settings)
  const progress = createStageProgress(WEIGHTS, context.progress)
  const runner = createStageRunner(context, progress)

  const fetched = await runner.run(
    { name: 'fetch', stage: 'prepare', inputs: task.source },
    (onProgress) => fetchSource(task.source, context, settings, onProgress),
    ({ sourceKey }) => [sourceKey],
  )
  const { name, bytes } = fetched
  const sourceKey = await partOf(fetched.sourceKey, range, runner, context)
  const prepared = await runner.run(
    { name: 'prepare', stage: 'prepare', inputs: { from, audioTrack } },
    (onProgress) => prepare({ sourceKey, from, audioTrack }, context, settings.limits, onProgress),
    ({ speechKey }) => [speechKey],
  )
  const { media, audio } = prepared
  progress.setSeconds(media.seconds)
  const spoken = await runner.run(
    { name: 'identify', stage: 'transcribe', inputs: { from, detector: await detector?.identity() } },
    (onProgress) => identify(prepared, from, detector, context, onProgress),
  )
  const { language } = spoken
  if (from === undefined) await refuseImpossible(task, language, settings)
  const transcriber = given
    ? createTranscriptTaker(given.lines)
    : chosen(await chooseTranscriber(settings.transcribers, language))
  const transcribed = await runner.run(
    { name: 'transcribe', stage: 'transcribe', inputs: await transcriber.identity() },
    (onProgress) => transcribe(prepared, spoken, transcriber, context, onProgress),
  )
  const { transcriptKey, artifacts, warnings } = transcribed
  const stagesMs = runner.timings()
  return {
    output: { media, sourceKey, audio, language, transcriptKey, stagesMs } satisfies SourceOutput,
    cues: recognisedCues(await readJson<Transcript>(transcriptKey, context)),
    artifacts,
    warnings: [
      ...prepared.warnings,
      // A recogniser that hears the whole source knows better than the detector.
      ...(transcriber.comparesLanguage ? [] : spoken.warnings),
      ...warnings,
    ],
    source: { name, bytes, durationSeconds: media.seconds, ...detectedFacts(spoken) },
  }
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
  const step = { name: 'cut', stage: 'prepare', inputs: range } as const
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
async function detectorFor(
  from: string | undefined,
  { transcribers }: PipelineSettings,
): Promise<LanguageDetector | undefined> {
  if (from === undefined) return chosen(await chooseDetector(transcribers))
  const transcriber = chosen(await chooseTranscriber(transcribers, from))
  return transcriber.comparesLanguage ? undefined : await chooseQuickDetector(transcribers)
}

/** Fails now if no target can be translated. Otherwise each impossible target fails by itself. */
async function refuseImpossible(
  { to, options }: SourceTask,
  from: string,
  settings: PipelineSettings,
): Promise<void> {
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
