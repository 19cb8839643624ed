import type { EngineInfo, Failure } from 'video-translation-client'
import {
  chooseSynthesizer,
  chooseTranscriber,
  chooseTranslator,
  knows,
  type Providers,
} from './providers/choose.ts'
import { findMediaProblem, type MediaSettings } from './media-tools.ts'
import { optionsSchema } from './options.ts'

/** The pair whose readiness is told where nobody asked for another. */
const USUAL = { from: 'en', to: 'es' }

/** What can be done here and now, and what is missing. */
export async function describePipeline(
  name: string,
  providers: Providers & MediaSettings,
): Promise<EngineInfo> {
  const problems = await findProblems(providers)
  return {
    name,
    description:
      'Translates on this machine: recognises speech, translates it, speaks it and mixes it into the video.',
    ready: problems.length === 0,
    problems,
    languages: await findLanguages(providers),
    options: optionsSchema({
      translators: providers.translators.map((translator) => translator.name),
      synthesizers: providers.synthesizers.map((synthesizer) => synthesizer.name),
    }),
  }
}

async function findProblems(providers: Providers & MediaSettings): Promise<Failure[]> {
  const choices = await Promise.all([
    chooseTranscriber(providers.transcribers, USUAL.from),
    chooseTranslator(providers.translators, USUAL),
    chooseSynthesizer(providers.synthesizers, USUAL),
  ])
  const failures = choices.flatMap((choice) => ('failure' in choice ? [choice.failure] : []))
  const media = await findMediaProblem(providers)
  return [...failures, ...(media ? [media] : [])]
}

/** What some recogniser hears, some translator translates and some voice speaks. */
async function findLanguages(providers: Providers): Promise<EngineInfo['languages']> {
  const pairs = (await Promise.all(providers.translators.map((translator) => translator.pairs()))).flat()
  const spoken = [...new Set(providers.synthesizers.flatMap(({ languages }) => languages))]
  const heard = [...new Set(providers.transcribers.flatMap(({ languages }) => languages))]
  return heard.map((from) => {
    const to = pairs.filter((pair) => knows([pair.from], from)).flatMap((pair) => pair.to)
    const all = to.includes('*') ? spoken : to.filter((tag) => knows(spoken, tag))
    return { from, to: [...new Set(all)].filter((tag) => tag !== from) }
  })
}
