import type { EstimatedStep } from 'video-translation-client/estimate'
import { chooseTranslation, hasTranscript, hasTranslation } from './given-subtitles.ts'
import { UNDETERMINED } from './abilities.ts'
import type { TaskOptions } from './options.ts'
import { chooseDetector, chooseTranscriber, type Choice, type Providers } from './providers/choose.ts'
import { chooseSynthesizer } from './providers/choose-voice.ts'
import type { Provider, Translator } from './providers/providers.ts'
import { wantedVoices } from './wanted-voices.ts'

/** A step, with the provider that would do it or with what is missing. */
export interface PlannedStep {
  step: EstimatedStep
  /** Absent: it depends on the language, which is not known yet. */
  choice?: Choice<Pick<Provider, 'pace'>>
  /** The voices of single speakers. */
  others?: Choice<unknown>[]
}

interface Languages {
  from?: string | undefined
  to: readonly string[]
}

/** Chooses the providers of all steps, as the tasks would do it now. */
export async function planSteps(
  { from, to }: Languages,
  options: TaskOptions,
  providers: Providers,
): Promise<PlannedStep[]> {
  const recognition = hasTranscript(options, to) ? [] : [await planRecognition(from, providers)]
  if (options.only === 'transcript') return recognition
  const targets = to.map(async (tag) => [
    ...(hasTranslation(options, tag) ? [] : [await planTranslation({ from, to: tag }, options, providers)]),
    ...(options.only === 'subtitles' ? [] : [await planVoice({ from, to: tag }, options, providers)]),
  ])
  return [...recognition, ...(await Promise.all(targets)).flat()]
}

async function planRecognition(from: string | undefined, { transcribers }: Providers): Promise<PlannedStep> {
  const stage = 'transcribe'
  // Which recogniser will do it depends on the language that the detector finds.
  if (from === undefined)
    return { step: { stage }, choice: (await chooseDetector(transcribers)) as Choice<object> }
  const choice = await chooseTranscriber(transcribers, from)
  return { step: { stage, language: from, ...nameOf(choice) }, choice }
}

interface Pair {
  from: string | undefined
  to: string
}

async function planTranslation(
  { from, to }: Pair,
  options: TaskOptions,
  providers: Providers,
): Promise<PlannedStep> {
  const step = { stage: 'translate', language: to } as const
  if (from === undefined) return { step }
  const choice = await chooseTranslation(options, { from, to }, providers)
  return { step: { ...step, ...nameOf(choice), ...warningOf(choice) }, choice }
}

async function planVoice(
  { from = UNDETERMINED, to }: Pair,
  options: TaskOptions,
  { synthesizers }: Providers,
): Promise<PlannedStep> {
  const { synthesizer } = options
  const wanted = wantedVoices(options, to)
  const main = wanted.find(({ speaker }) => speaker === undefined)
  const choose = (voice?: string) => chooseSynthesizer(synthesizers, { from, to }, { synthesizer, voice })
  const choice = await choose(main?.voice)
  const others = await Promise.all(wanted.filter((one) => one !== main).map(({ voice }) => choose(voice)))
  return { step: { stage: 'synthesize', language: to, ...nameOf(choice) }, choice, others }
}

function nameOf(choice: Choice<Provider>): { provider?: string } {
  return 'provider' in choice ? { provider: choice.provider.name } : {}
}

/** The warning that the result will have. */
function warningOf(choice: Choice<Translator>): Pick<EstimatedStep, 'warning'> {
  const warning = 'provider' in choice ? choice.provider.warning : undefined
  return warning ? { warning: { code: warning.code, message: warning.message } } : {}
}
