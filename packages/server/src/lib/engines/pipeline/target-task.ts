import type { TargetTask, TaskContext, TaskResult } from '../engine.ts'
import { chooseSynthesizer, chooseTranslator, chosen } from './choose.ts'
import type { PipelineSettings } from './engine.ts'
import type { Prepared } from './media.ts'
import { requireMediaTools } from './media-tools.ts'
import { readOptions } from './options.ts'
import { createStageProgress } from './progress.ts'
import { writeReport } from './report.ts'
import { createStageRunner } from './stage-runner.ts'
import { render } from './stages/render.ts'
import { synthesize } from './stages/synthesize.ts'
import { translate } from './stages/translate.ts'
import { VERSION } from './version.ts'

/** Measured on two cores with the offline translator and the quantised voice: speaking is nearly all of it. */
const WEIGHTS = { steps: { translate: 1, synthesize: 20, render: 2 }, perSecond: 0.6 }

/** What stays of a target beside its artifacts. Values are keys of files. */
export interface Dubbed {
  /** The translated cues as JSON. */
  cues: string
  /** What was done with each of them, as JSON. */
  spoken: string
}

/** One language: translated, spoken, mixed in. */
export async function runTarget(
  task: TargetTask,
  context: TaskContext,
  settings: PipelineSettings,
): Promise<TaskResult> {
  await requireMediaTools(settings)
  const prepared = task.prepared as Prepared
  const to = task.language
  const pair = { from: prepared.language, to }
  const options = readOptions(task.options)
  const translator = chosen(await chooseTranslator(settings.translators, pair, options.translator))
  const synthesizer = chosen(await chooseSynthesizer(settings.synthesizers, pair, options.synthesizer))
  const progress = createStageProgress(WEIGHTS, context.progress)
  const stages = createStageRunner(context, progress, VERSION)
  progress.setSeconds(prepared.media.seconds)

  const inputs = { transcript: prepared.transcript, pair, translator: await translator.identity() }
  const translated = await stages.run(
    'translate',
    'translate',
    inputs,
    (report) => translate(prepared, to, translator, context, report),
    ({ cues }) => [cues],
  )
  const dub = await stages.run(
    'synthesize',
    'synthesize',
    await synthesizer.identity(),
    (report) => synthesize(prepared, translated.cues, to, synthesizer, context, report),
    (made) => [made.dub, made.ducking, made.cues],
  )
  const rendered = await stages.run('render', 'render', prepared.source, (report) =>
    render(prepared, translated.cues, dub, to, context, report),
  )
  const warnings = [...translated.warnings, ...dub.warnings, ...rendered.warnings]
  const report = await writeReport(
    {
      prepared,
      to,
      translator,
      synthesizer,
      cues: dub.cues,
      warnings,
      stagesMs: { ...prepared.stagesMs, ...stages.timings() },
    },
    context,
  )
  const output: Dubbed = { cues: translated.cues, spoken: dub.cues }
  return { output, artifacts: [...rendered.artifacts, report], warnings }
}
