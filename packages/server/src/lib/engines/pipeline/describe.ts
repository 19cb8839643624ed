import type { EngineInfo, EngineProblem, VoiceInfo } from 'video-translation-client'
import { chooseTranscriber, chooseTranslator, knows, type Providers } from './providers/choose.ts'
import { findMediaProblem, type MediaSettings } from './media-tools.ts'
import { chooseSynthesizer } from './providers/choose-voice.ts'
import { optionsSchema } from './options.ts'
import type { Missing } from './providers/providers.ts'

/** The pair whose readiness is reported. */
const DEFAULT_PAIR = { from: 'en', to: 'es' }

/** Describes the pipeline's abilities on this machine, and what is missing. */
export async function describePipeline(
  name: string,
  providers: Providers & MediaSettings,
): Promise<EngineInfo> {
  const { synthesizers } = providers
  const problems = await findProblems(providers)
  return {
    name,
    description:
      'Translates on this machine: it recognises, translates and speaks the speech, and mixes it into the video.',
    ready: problems.length === 0,
    problems,
    languages: await findLanguages(providers),
    options: optionsSchema({
      translators: providers.translators.map((translator) => translator.name),
      synthesizers: synthesizers.map((synthesizer) => synthesizer.name),
    }),
    voices: await findVoices(providers),
    // Any of them may speak the next line.
    previews: { free: synthesizers.length > 0 && synthesizers.every(({ isFree }) => isFree) },
  }
}

async function findVoices({ synthesizers }: Providers): Promise<VoiceInfo[]> {
  const each = synthesizers.map(async ({ name, voices }) =>
    ((await voices?.()) ?? []).map((voice) => ({ ...voice, provider: name })),
  )
  return (await Promise.all(each)).flat()
}

async function findProblems(providers: Providers & MediaSettings): Promise<EngineProblem[]> {
  const choices = await Promise.all([
    chooseTranscriber(providers.transcribers, DEFAULT_PAIR.from),
    chooseTranslator(providers.translators, DEFAULT_PAIR),
    chooseSynthesizer(providers.synthesizers, DEFAULT_PAIR),
  ])
  const failures = choices.flatMap((choice) => ('failure' in choice ? [problemOf(choice.failure)] : []))
  const media = await findMediaProblem(providers)
  return [...failures, ...(media ? [media] : [])]
}

function problemOf({ code, message, packs }: Missing): EngineProblem {
  return { code, message, ...(packs && { packs: [...packs] }) }
}

/** Pairs that a recogniser, a translator and a voice support together. */
async function findLanguages(providers: Providers): Promise<EngineInfo['languages']> {
  const pairs = (await Promise.all(providers.translators.map((translator) => translator.pairs()))).flat()
  const spoken = [...new Set(providers.synthesizers.flatMap(({ languages }) => languages))]
  const recognised = await findRecognised(providers)
  return recognised.map((from) => {
    const to = pairs.filter((pair) => knows([pair.from], from)).flatMap((pair) => pair.to)
    const all = to.includes('*') ? spoken : to.filter((tag) => knows(spoken, tag))
    return { from, to: [...new Set(all)].filter((tag) => tag !== from) }
  })
}

/** Languages of the recognisers that are ready, or of all while none is. */
async function findRecognised({ transcribers }: Providers): Promise<string[]> {
  const readiness = await Promise.all(
    transcribers.map(async (transcriber) => {
      const [from = ''] = transcriber.languages
      return { transcriber, isReady: (await transcriber.missing({ from })) === undefined }
    }),
  )
  const ready = readiness.filter(({ isReady }) => isReady)
  const shown = ready.length > 0 ? ready : readiness
  return [...new Set(shown.flatMap(({ transcriber }) => transcriber.languages))]
}
