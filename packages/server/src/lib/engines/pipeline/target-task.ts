import type { Warning } from 'video-translation-client'
import { cueId } from 'video-translation-client/editing'
import type { FileKey } from '../../files/file-key.ts'
import { layOutCaptions } from '../../media/subtitles/captions.ts'
import type { TranslatedText } from '../cues.ts'
import type { TargetTask, TaskContext, TaskResult } from '../engine.ts'
import { targetNeeds } from './abilities.ts'
import { requireMediaTools } from './media-tools.ts'
import { isBurntIn, requireBurnIn } from './burn-in-options.ts'
import { refuseSameLanguage } from './check.ts'
import { chooseVoices, measureAhead, type MeasureAhead, speakAhead } from './ahead.ts'
import { ownVoices } from './casting.ts'
import { cueResults, openCues, translatedTexts, unspoken } from './cues.ts'
import { chooseTranslation, hasTranslation, withGivenTexts } from './given-subtitles.ts'
import { pronunciationFor, termsFor } from './glossary.ts'
import { readOptions } from './options.ts'
import { withOwnVoices } from './own-voice-needs.ts'
import { createStageProgress } from './progress.ts'
import { chosen, type Choice } from './providers/choose.ts'
import type { CueReport, OpenCue, TranslatedCue } from './providers/cue.ts'
import type { Translator } from './providers/providers.ts'
import { describeProvider, type ProviderDescription, writeReport } from './report.ts'
import type { PipelineSettings } from './settings.ts'
import { createStageRunner } from './stage-runner.ts'
import { requireStretch } from './stretch-options.ts'
import { captionOf, render } from './stages/render.ts'
import type { SourceOutput } from './stages/source-output.ts'
import { storeTargetSubtitles } from './stages/subtitle-files.ts'
import { type Clips, openClips, synthesize } from './stages/synthesize.ts'
import { readJson } from './stages/stage-files.ts'
import { translate } from './stages/translate.ts'
import type { Target } from './target.ts'
import { wantedVoice, wantedVoices } from './wanted-voices.ts'

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

/** The cues of a target with their texts. */
interface TranslatedTarget {
  cuesKey: FileKey
  by: ProviderDescription
  texts: TranslatedText[]
  warnings: Warning[]
}

/** Translates, speaks and mixes one language, or as much of it as the request asks for. */
export async function runTarget(
  task: TargetTask,
  context: TaskContext,
  settings: PipelineSettings,
): Promise<TaskResult> {
  const options = readOptions(task.options)
  // The source task has made the transcript.
  if (options.only === 'transcript') return {}
  const source = task.prepared as SourceOutput
  const pair = { from: source.language, to: task.language }
  refuseSameLanguage(pair)
  const isSpoken = options.only !== 'subtitles'
  const progress = createStageProgress(isSpoken ? WEIGHTS : SUBTITLES_WEIGHTS, context.progress)
  const runner = createStageRunner(context, progress, task)
  progress.setSeconds(source.media.seconds)
  const needs = targetNeeds(pair, options)
  if (isSpoken) needs.synthesize = await withOwnVoices(needs.synthesize, task, runner.isOffered)
  const target: Target = {
    task,
    source,
    pair,
    options,
    settings,
    needs,
    runner,
    clips: openOnce(context, settings),
  }
  await refuseImpossible(target)
  const translated = await translateCues(target, context)
  const { texts, warnings } = translated
  if (task.until === 'translate') return { translated: texts, warnings, pausedAfter: task.until }
  return isSpoken
    ? await dub(target, translated, context)
    : await finishSubtitles(target, translated, context)
}

/** A missing program, translator or voice is noticed before the translation. */
async function refuseImpossible(target: Target): Promise<void> {
  const { runner, needs, settings, options, pair } = target
  if (await runner.can(needs.render)) {
    await requireMediaTools(settings)
    await requireBurnIn(options, pair)
    await requireStretch(options)
  }
  if (await runner.can(needs.translate)) chosen(await chooseText(target))
  if (options.only !== 'subtitles' && (await runner.can(needs.synthesize))) await chooseVoices(target)
}

/** Its folder is made when it is needed, and the clips of one step are found by the next. */
function openOnce(context: TaskContext, { clips }: PipelineSettings): Target['clips'] {
  let opening: Promise<Clips> | undefined
  return () => (opening ??= openClips(context, clips))
}

async function chooseText({ options, pair, settings }: Target): Promise<Choice<Translator>> {
  return await chooseTranslation(options, pair, settings)
}

async function translateCues(target: Target, context: TaskContext): Promise<TranslatedTarget> {
  const { task, source, pair, options, needs, runner } = target
  const open = await openCues(task, source, context)
  const cues = await withGivenTexts(open, options, { language: pair.to, seconds: source.media.seconds })
  const terms = termsFor(options, pair.to)
  const { cuesKey, warnings, by } = await runner.run(
    {
      name: 'translate',
      stage: 'translate',
      ...(!hasTranslation(options, pair.to) && { need: needs.translate }),
      inputs: { cues, pair, terms },
      provider: async () => await chosen(await chooseText(target)).identity(pair),
    },
    async (onProgress) => {
      const choice = await chooseText(target)
      const own = ownVoices(task)
      const voiceOf = ({ id, speaker }: OpenCue) =>
        own.get(cueId(id)) ?? wantedVoice(options, pair.to, speaker)
      const ahead = await speakAhead(target, cues, context)
      try {
        const request = { cues, ...pair, source, choice, terms, voiceOf, onCue: ahead?.add }
        const translator = await describeProvider(chosen(choice), pair)
        return { ...(await translate(request, context, onProgress)), by: translator }
      } finally {
        await ahead?.stop()
      }
    },
    (translated) => [translated.cuesKey],
  )
  const texts = translatedTexts(await readJson<TranslatedCue[]>(cuesKey, context), open)
  return { cuesKey, by, texts, warnings }
}

async function finishSubtitles(
  { task, source, options: { bilingual }, pair: { from, to } }: Target,
  { cuesKey, texts, warnings }: TranslatedTarget,
  context: TaskContext,
): Promise<TaskResult> {
  const cues = await readJson<TranslatedCue[]>(cuesKey, context)
  const { seconds, video: picture } = source.media
  const languages = { text: to, original: from }
  const captions = await layOutCaptions(
    cues.map((cue) => captionOf(cue, bilingual)),
    { languages, seconds },
  )
  const subtitles = { languages, original: bilingual, picture }
  const artifacts = await storeTargetSubtitles(captions, subtitles, context)
  const output: TargetOutput = { cuesKey }
  const written = cueResults(cues.map(unspoken), task)
  return { output, artifacts, warnings, translated: texts, spoken: written }
}

async function dub(
  target: Target,
  { cuesKey, by: translator, texts, warnings: before }: TranslatedTarget,
  context: TaskContext,
): Promise<TaskResult> {
  const { task, source, pair, needs, options, runner } = target
  const { to } = pair
  const styling = { bilingual: options.bilingual, burnIn: isBurntIn(options, to) }
  const { loudness, ...spoken } = await speak(target, cuesKey, context)
  const { reportsKey, slowScenes } = spoken
  const rendered = await runner.run(
    { name: 'render', stage: 'render', need: needs.render, inputs: { source: source.sourceKey, ...styling } },
    (onProgress) => render({ ...spoken, source, cuesKey, to, ...styling, loudness }, context, onProgress),
  )
  const warnings = [...before, ...spoken.warnings, ...rendered.warnings]
  const stagesMs = { ...source.stagesMs, ...runner.timings() }
  const parts = { source, to, translator, synthesizer: spoken.by, reportsKey, slowScenes, warnings, stagesMs }
  const report = await writeReport(parts, context)
  const output: TargetOutput = { cuesKey, reportsKey }
  const results = cueResults(await readJson<CueReport[]>(reportsKey, context), task)
  const artifacts = [...rendered.artifacts, report]
  const { playback } = rendered
  return { output, artifacts, playback, warnings, translated: texts, spoken: results }
}

async function speak(target: Target, cuesKey: FileKey, context: TaskContext) {
  const { task, source, pair, needs, options, runner } = target
  const pronunciation = pronunciationFor(options, pair.to)
  const { stretchPicture: slowsScenes = false } = options
  let measuring: MeasureAhead | undefined
  const spoken = await runner
    .run(
      {
        name: 'synthesize',
        stage: 'synthesize',
        need: needs.synthesize,
        inputs: {
          voices: wantedVoices(options, pair.to),
          own: [...ownVoices(task)],
          pronunciation,
          // Without it, what was spoken before this option existed still counts.
          ...(slowsScenes && { slowsScenes }),
        },
        provider: async () => (await chooseVoices(target)).identity,
      },
      async (onProgress) => {
        const cast = await chooseVoices(target)
        const { seconds } = source.media
        const clips = await target.clips()
        const request = { cuesKey, to: pair.to, seconds, cast, pronunciation, slowsScenes, clips }
        const by = await describeProvider(cast.main.synthesizer, pair)
        measuring = await measureAhead(target, cuesKey, context)
        return { ...(await synthesize(request, context, onProgress)), by }
      },
      ({ dubKey, duckingKey, reportsKey }) => [dubKey, duckingKey, reportsKey],
    )
    .catch(async (error: unknown) => {
      await measuring?.stop()
      throw error
    })
  return { ...spoken, loudness: measuring?.loudness }
}
