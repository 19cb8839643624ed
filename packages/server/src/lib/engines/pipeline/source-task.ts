import { EngineError } from '../../engine-error.ts'
import type { SourceTask, TaskContext, TaskResult } from '../engine.ts'
import { requireMediaTools } from './media-tools.ts'
import { readOptions } from './options.ts'
import { createStageProgress } from './progress.ts'
import { chooseTranscriber, chosen } from './providers/choose.ts'
import type { PipelineSettings } from './settings.ts'
import { createStageRunner } from './stage-runner.ts'
import { fetchSource } from './stages/fetch.ts'
import { prepare } from './stages/prepare.ts'
import type { SourceOutput } from './stages/source-output.ts'
import { transcribe } from './stages/transcribe.ts'

/** Measured on two cores: fetching and decoding are quick beside recognition. */
const WEIGHTS = { steps: { fetch: 1, prepare: 1, transcribe: 18 }, perSecond: 0.08 }

/** Makes what all targets share: the source in the file store, its sound and its transcript. */
export async function runSource(
  task: SourceTask,
  context: TaskContext,
  settings: PipelineSettings,
): Promise<TaskResult> {
  await requireMediaTools(settings)
  const from = spokenLanguage(task)
  const { audioTrack } = readOptions(task.options)
  const transcriber = chosen(await chooseTranscriber(settings.transcribers, from))
  const progress = createStageProgress(WEIGHTS, context.progress)
  const runner = createStageRunner(context, progress)

  const fetched = await runner.run(
    { name: 'fetch', stage: 'prepare', inputs: task.source },
    (onProgress) => fetchSource(task.source, context, settings, onProgress),
    ({ sourceKey }) => [sourceKey],
  )
  const { sourceKey, name, bytes } = fetched
  const prepared = await runner.run(
    { name: 'prepare', stage: 'prepare', inputs: { from, audioTrack } },
    (onProgress) => prepare({ sourceKey, from, audioTrack }, context, settings.limits, onProgress),
    ({ speechKey }) => [speechKey],
  )
  const { media, audio } = prepared
  progress.setSeconds(media.seconds)
  const transcribed = await runner.run(
    { name: 'transcribe', stage: 'transcribe', inputs: await transcriber.identity() },
    (onProgress) => transcribe(prepared, from, transcriber, context, onProgress),
  )
  const { transcriptKey, artifacts, warnings } = transcribed
  const stagesMs = runner.timings()
  return {
    output: { media, sourceKey, audio, language: from, transcriptKey, stagesMs } satisfies SourceOutput,
    artifacts,
    warnings: [...prepared.warnings, ...warnings],
    source: { name, bytes, durationSeconds: media.seconds },
  }
}

function spokenLanguage({ from }: SourceTask): string {
  if (from !== undefined) return from
  throw new EngineError('language_required', 'Set `from` to the language that is spoken in the source.')
}
