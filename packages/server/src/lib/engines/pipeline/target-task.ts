import type { Warning } from 'video-translation-client'
import type { FileKey } from '../../files/file-key.ts'
import type { TargetTask, TaskContext, TaskResult, TranslatedText } from '../engine.ts'
import { requireMediaTools } from './media-tools.ts'
import { refuseSameLanguage } from './check.ts'
import { cueResults, openCues, translatedTexts } from './cues.ts'
import { chooseTranslation, withGivenTexts } from './given-subtitles.ts'
import { termsFor } from './glossary.ts'
import { readOptions, type TaskOptions } from './options.ts'
import { createStageProgress } from './progress.ts'
import { chooseSynthesizer, chosen, type Choice } from './providers/choose.ts'
import type { CueReport, TranslatedCue } from './providers/cue.ts'
import type { Synthesizer, Translator } from './providers/providers.ts'
import { writeReport } from './report.ts'
import type { PipelineSettings } from './settings.ts'
import { createStageRunner, type StageRunner } from './stage-runner.ts'
import { render } from './stages/render.ts'
import type { SourceOutput } from './stages/source-output.ts'
import { storeSubtitles } from './stages/subtitle-files.ts'
import { synthesize } from './stages/synthesize.ts'
import { readJson } from './stages/stage-files.ts'
import { translate } from './stages/translate.ts'

/** Measured on two cores with Apertium and the quantised voice: speech takes nearly all time. */
const WEIGHTS = { steps: { translate: 1, synthesize: 20, render: 2 }, perSecond: 0.6 }
/** Nothing is spoken. */
const SUBTITLES_WEIGHTS = { steps: { translate: 1 }, perSecond: 0.05 }

/** Output of a target task. Its files stay beside the artifacts. */
export interface TargetOutput {
  /** File with the translated cues as JSON. */
  cuesKey: FileKey
  /** File with the reports on the spoken cues as JSON. Absent if only subtitles were asked for. */
  reportsKey?: FileKey
}

/** What all steps of a target need. */
interface Target {
  source: SourceOutput
  pair: { from: string; to: string }
  options: TaskOptions
  choice: Choice<Translator>
  runner: StageRunner
}

/** The cues of a target with their texts. */
interface TranslatedTarget {
  cuesKey: FileKey
  texts: TranslatedText[]
  warnings: Warning[]
}

/** Translates, speaks and mixes one language, or as much of it as the request asks for. */
export async function runTarget(
  task: TargetTask,
  context: TaskContext,
  settings: PipelineSettings,
): Promise<TaskResult> {
  await requireMediaTools(settings)
  const options = readOptions(task.options)
  // The source task has made the transcript.
  if (options.only === 'transcript') return {}
  const source = task.prepared as SourceOutput
  const pair = { from: source.language, to: task.language }
  refuseSameLanguage(pair)
  const choice = await chooseTranslation(options, pair, settings)
  chosen(choice)
  const voice = await voiceFor(options, pair, settings)
  const progress = createStageProgress(voice ? WEIGHTS : SUBTITLES_WEIGHTS, context.progress)
  const runner = createStageRunner(context, progress)
  progress.setSeconds(source.media.seconds)
  const target = { source, pair, options, choice, runner }
  const translated = await translateCues(task, target, context)
  const { texts, warnings } = translated
  if (task.until === 'translate') return { translated: texts, warnings, pausedAfter: task.until }
  return voice
    ? await dub(target, translated, voice, context)
    : await finishSubtitles(target, translated, context)
}

async function voiceFor(
  options: TaskOptions,
  pair: { from: string; to: string },
  { synthesizers }: PipelineSettings,
): Promise<Synthesizer | undefined> {
  if (options.only === 'subtitles') return undefined
  return chosen(await chooseSynthesizer(synthesizers, pair, options.synthesizer))
}

async function translateCues(
  task: TargetTask,
  { source, pair, options, choice, runner }: Target,
  context: TaskContext,
): Promise<TranslatedTarget> {
  const open = await openCues(task, source, context)
  const cues = await withGivenTexts(open, options, pair.to)
  const terms = termsFor(options, pair.to)
  const inputs = { cues, pair, terms, translator: await chosen(choice).identity(pair) }
  const { cuesKey, warnings } = await runner.run(
    { name: 'translate', stage: 'translate', inputs },
    (onProgress) => translate({ cues, ...pair, source, choice, terms }, context, onProgress),
    (translated) => [translated.cuesKey],
  )
  const texts = translatedTexts(await readJson<TranslatedCue[]>(cuesKey, context), open)
  return { cuesKey, texts, warnings }
}

async function finishSubtitles(
  { source, pair: { to } }: Target,
  { cuesKey, texts, warnings }: TranslatedTarget,
  context: TaskContext,
): Promise<TaskResult> {
  const cues = await readJson<TranslatedCue[]>(cuesKey, context)
  const captions = cues.map((cue) => ({ ...cue, text: cue.translated }))
  const { seconds } = source.media
  const artifacts = await storeSubtitles(captions, { language: to, seconds }, context)
  return { output: { cuesKey } satisfies TargetOutput, artifacts, warnings, translated: texts }
}

async function dub(
  { source, pair: { to }, choice, runner }: Target,
  { cuesKey, texts, warnings: before }: TranslatedTarget,
  synthesizer: Synthesizer,
  context: TaskContext,
): Promise<TaskResult> {
  const { seconds } = source.media
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
  const warnings = [...before, ...spoken.warnings, ...rendered.warnings]
  const stagesMs = { ...source.stagesMs, ...runner.timings() }
  const translator = chosen(choice)
  const parts = { source, to, translator, synthesizer, reportsKey, warnings, stagesMs }
  const report = await writeReport(parts, context)
  const output: TargetOutput = { cuesKey, reportsKey }
  const results = cueResults(await readJson<CueReport[]>(reportsKey, context))
  return { output, artifacts: [...rendered.artifacts, report], warnings, translated: texts, spoken: results }
}
