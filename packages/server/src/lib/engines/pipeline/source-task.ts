import { EngineError, type SourceTask, type TaskContext, type TaskResult } from '../engine.ts'
import { chooseTranscriber, chosen } from './choose.ts'
import type { PipelineSettings } from './engine.ts'
import type { Prepared } from './media.ts'
import { requireMediaTools } from './media-tools.ts'
import { readOptions } from './options.ts'
import { createStageProgress } from './progress.ts'
import { createStageRunner } from './stage-runner.ts'
import { fetchSource } from './stages/fetch.ts'
import { prepare } from './stages/prepare.ts'
import { transcribe } from './stages/transcribe.ts'
import { VERSION } from './version.ts'

/** Measured on two cores: reading, looking through and decoding are quick beside recognition. */
const WEIGHTS = { steps: { fetch: 1, prepare: 1, transcribe: 18 }, perSecond: 0.08 }

/** What all targets share: the source in the file store, its sound and its transcript. */
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
  const stages = createStageRunner(context, progress, VERSION)

  const fetched = await stages.run(
    'fetch',
    'prepare',
    task.source,
    (report) => fetchSource(task.source, context, settings, report),
    ({ key }) => [key],
  )
  const prepared = await stages.run(
    'prepare',
    'prepare',
    { from, audioTrack },
    (report) => prepare(fetched.key, { from, audioTrack }, context, settings.limits, report),
    ({ speech }) => [speech],
  )
  const { media, audio } = prepared
  progress.setSeconds(media.seconds)
  const heard = await stages.run('transcribe', 'transcribe', await transcriber.identity(), (report) =>
    transcribe(prepared, from, transcriber, context, report),
  )
  const { transcript, artifacts, warnings } = heard
  const output: Prepared = {
    media,
    source: fetched.key,
    audio,
    language: from,
    transcript,
    stagesMs: stages.timings(),
  }
  return {
    output,
    artifacts,
    warnings: [...prepared.warnings, ...warnings],
    source: { name: fetched.name, bytes: fetched.bytes, durationSeconds: media.seconds },
  }
}

function spokenLanguage({ from }: SourceTask): string {
  if (from !== undefined) return from
  throw new EngineError('language_required', 'Say which language is spoken in the source.')
}
