import type { FileKey } from '../../files/file-key.ts'
import type { TargetTask, TaskContext, TaskResult } from '../engine.ts'
import { requireMediaTools } from './media-tools.ts'
import { refuseSameLanguage } from './check.ts'
import { cueResults, openCues, translatedTexts } from './cues.ts'
import { readOptions } from './options.ts'
import { createStageProgress } from './progress.ts'
import { chooseSynthesizer, chooseTranslator, chosen } from './providers/choose.ts'
import type { CueReport, TranslatedCue } from './providers/cue.ts'
import { writeReport } from './report.ts'
import type { PipelineSettings } from './settings.ts'
import { createStageRunner } from './stage-runner.ts'
import { render } from './stages/render.ts'
import type { SourceOutput } from './stages/source-output.ts'
import { synthesize } from './stages/synthesize.ts'
import { readJson } from './stages/stage-files.ts'
import { translate } from './stages/translate.ts'

/** Measured on two cores with Apertium and the quantised voice: speech takes nearly all time. */
const WEIGHTS = { steps: { translate: 1, synthesize: 20, render: 2 }, perSecond: 0.6 }

/** Output of a target task. Its files stay beside the artifacts. */
export interface TargetOutput {
  /** File with the translated cues as JSON. */
  cuesKey: FileKey
  /** File with the reports on the spoken cues as JSON. */
  reportsKey: FileKey
}

/** Translates, speaks and mixes one language. */
export async function runTarget(
  task: TargetTask,
  context: TaskContext,
  settings: PipelineSettings,
): Promise<TaskResult> {
  await requireMediaTools(settings)
  const source = task.prepared as SourceOutput
  const { language: to } = task
  const pair = { from: source.language, to }
  const { seconds } = source.media
  const options = readOptions(task.options)
  refuseSameLanguage(pair)
  const choice = await chooseTranslator(settings.translators, pair, options.translator)
  const translator = chosen(choice)
  const synthesizer = chosen(await chooseSynthesizer(settings.synthesizers, pair, options.synthesizer))
  const progress = createStageProgress(WEIGHTS, context.progress)
  const runner = createStageRunner(context, progress)
  progress.setSeconds(seconds)

  const cues = await openCues(task, source, context)
  const inputs = { cues, pair, translator: await translator.identity(pair) }
  const translated = await runner.run(
    { name: 'translate', stage: 'translate', inputs },
    (onProgress) => translate({ cues, ...pair, seconds, choice }, context, onProgress),
    ({ cuesKey }) => [cuesKey],
  )
  const { cuesKey } = translated
  const texts = translatedTexts(await readJson<TranslatedCue[]>(cuesKey, context), cues)
  if (task.until === 'translate')
    return { translated: texts, warnings: translated.warnings, pausedAfter: task.until }
  const spoken = await runner.run(
    { name: 'synthesize', stage: 'synthesize', inputs: await synthesizer.identity() },
    (onProgress) => synthesize({ cuesKey, to, seconds, synthesizer }, context, onProgress),
    ({ dubKey, duckingKey, reportsKey }) => [dubKey, duckingKey, reportsKey],
  )
  const { reportsKey } = spoken
  const rendered = await runner.run(
    { name: 'render', stage: 'render', inputs: source.sourceKey },
    (onProgress) => render({ ...spoken, source, cuesKey, to }, context, onProgress),
  )
  const warnings = [...translated.warnings, ...spoken.warnings, ...rendered.warnings]
  const stagesMs = { ...source.stagesMs, ...runner.timings() }
  const parts = { source, to, translator, synthesizer, reportsKey, warnings, stagesMs }
  const report = await writeReport(parts, context)
  const output: TargetOutput = { cuesKey, reportsKey }
  const results = cueResults(await readJson<CueReport[]>(reportsKey, context))
  return { output, artifacts: [...rendered.artifacts, report], warnings, translated: texts, spoken: results }
}
