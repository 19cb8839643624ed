import type { Ability, Need } from '../abilities.ts'
import type { EngineRequest, RequestNeeds } from '../engine.ts'
import { hasTranscript, hasTranslation } from './given-subtitles.ts'
import { chooseSynthesizer } from './providers/choose-voice.ts'
import { detectsSpeakers } from './speakers/refuse-speakers.ts'
import { comesWith, synthesizerOf } from './speech/voice-names.ts'
import { wantedVoices } from './wanted-voices.ts'
import { findMediaProblem, type MediaSettings } from './media-tools.ts'
import { chooseDetector, chooseTranscriber, type Choice, type Providers } from './providers/choose.ts'

/** The BCP 47 tag of an unknown language. */
export const UNDETERMINED = 'und'

/**
 * The steps that this machine can do: once without a provider, for requests that name none, and
 * once for each provider.
 */
export async function findAbilities(settings: Providers & MediaSettings): Promise<Ability[]> {
  const hasMediaTools = (await findMediaProblem(settings)) === undefined
  const media: Ability[] = hasMediaTools ? [{ stage: 'prepare' }, { stage: 'render' }] : []
  return [
    ...media,
    ...(await recognised(settings)),
    ...(await translated(settings)),
    // The dub is fitted to its slots with the media tools.
    ...(hasMediaTools ? await spoken(settings) : []),
  ]
}

async function recognised({ transcribers, diarizer }: Providers): Promise<Ability[]> {
  const languages = [...new Set(transcribers.flatMap((each) => each.languages))]
  const from = await readyIn(languages, (tag) => chooseTranscriber(transcribers, tag))
  const canDetect = 'provider' in (await chooseDetector(transcribers))
  const all = canDetect ? [...from, UNDETERMINED] : from
  const speakers = diarizer !== undefined && (await diarizer.missing()) === undefined
  // Speakers of lines that the request gives are told apart without a recogniser.
  return all.length === 0 && !speakers ? [] : [{ stage: 'transcribe', from: all, speakers }]
}

async function translated({ translators }: Providers): Promise<Ability[]> {
  const each = translators.map(async (translator) => {
    const pairs = (await translator.pairs()).map((pair) => ({ from: [pair.from], to: pair.to }))
    return [
      ...pairs.map((pair): Ability => ({ stage: 'translate', ...pair })),
      ...pairs.map((pair): Ability => ({ stage: 'translate', ...pair, provider: translator.name })),
    ]
  })
  return (await Promise.all(each)).flat()
}

async function spoken({ synthesizers }: Providers): Promise<Ability[]> {
  const names = [undefined, ...synthesizers.map(({ name }) => name)]
  const each = names.map(async (provider): Promise<Ability[]> => {
    const able = synthesizers.filter(({ name }) => provider === undefined || name === provider)
    const languages = [...new Set(able.flatMap((synthesizer) => synthesizer.languages))]
    const to = await readyIn(languages, (tag) =>
      chooseSynthesizer(synthesizers, { from: UNDETERMINED, to: tag }, { synthesizer: provider }),
    )
    return to.length === 0 ? [] : [{ stage: 'synthesize', to, ...(provider && { provider }) }]
  })
  return (await Promise.all(each)).flat()
}

async function readyIn(
  languages: readonly string[],
  choose: (tag: string) => Promise<Choice<unknown>>,
): Promise<string[]> {
  const choices = await Promise.all(languages.map(choose))
  return languages.filter((_, at) => {
    const choice = choices[at]
    return choice !== undefined && 'provider' in choice
  })
}

/** The steps of a request, each with the field that makes it necessary. */
export function findNeeds({ from, to, options }: EngineRequest): RequestNeeds {
  const isGiven = hasTranscript(options, to)
  const transcribe = { ...transcribeNeed(from), pointer: '/from' }
  const heard = transcriptNeed(options, { from, isGiven })
  const speakers = heard?.speakers ? [{ ...heard, pointer: '/options/detectSpeakers' }] : []
  return {
    source: [{ ...PREPARE, pointer: '/engine' }, ...(isGiven ? [] : [transcribe]), ...speakers],
    targets: to.map((tag, at) => {
      const { translate, synthesize, render } = targetNeeds({ from, to: tag }, options)
      const pointerOf = ({ provider, voices }: Need, option: string) =>
        provider === undefined && voices === undefined ? `/to/${at}` : `/options/${option}`
      if (options['only'] === 'transcript') return []
      const text = { ...translate, pointer: pointerOf(translate, 'translator') }
      const texts = hasTranslation(options, tag) ? [] : [text]
      if (options['only'] === 'subtitles') return texts
      const voice = { ...synthesize, pointer: pointerOf(synthesize, voiceOption(options, tag)) }
      return [...texts, voice, { ...render, pointer: '/engine' }]
    }),
  }
}

/** The option that decides what speaks. */
function voiceOption(options: Record<string, unknown>, tag: string): string {
  const [wanted] = options['synthesizer'] === undefined ? wantedVoices(options, tag) : []
  return wanted?.pointer.replace('/options/', '') ?? 'synthesizer'
}

/** What reading the source and its sound needs. */
export const PREPARE: Need = { stage: 'prepare' }

/** What recognising the language, or the speech, needs. */
export function transcribeNeed(from = UNDETERMINED): Need {
  return { stage: 'transcribe', from }
}

/**
 * What making the transcript needs. Undefined: the request gives it, and nobody tells speakers
 * apart.
 */
export function transcriptNeed(
  options: Record<string, unknown>,
  { from, isGiven }: { from: string | undefined; isGiven: boolean },
): Need | undefined {
  const speakers = detectsSpeakers(options) && { speakers: true as const }
  if (!isGiven) return { ...transcribeNeed(from), ...speakers }
  return speakers ? { stage: 'transcribe', ...speakers } : undefined
}

/** What each step of a target needs. */
export function targetNeeds(
  { from, to }: { from?: string | undefined; to: string },
  options: Record<string, unknown>,
): Record<'translate' | 'synthesize' | 'render', Need> {
  const { translator, synthesizer } = options
  const wanted = wantedVoices(options, to)
  const usual = wanted.find(({ speaker }) => speaker === undefined)
  const by = (provider: unknown): Pick<Need, 'provider'> => (typeof provider === 'string' ? { provider } : {})
  const speaks = by(synthesizer ?? (usual && synthesizerOf(usual.voice)))
  const voices = wanted.map(({ voice }) => voice)
  return {
    translate: { stage: 'translate', ...(from !== undefined && { from }), to, ...by(translator) },
    synthesize: { stage: 'synthesize', to, ...speaks, ...voicesBeside(speaks.provider, voices) },
    render: { stage: 'render' },
  }
}

/** More would be too long for an index. The step itself looks for all. */
const MOST_VOICES = 20
const MOST_CHARACTERS = 1_000

/** The voices that a machine with the provider may lack, in one order: equal needs are one. */
export function voicesBeside(provider: string | undefined, wanted: readonly string[]): Pick<Need, 'voices'> {
  const names = new Set(wanted.filter((voice) => !comesWith(voice, provider)))
  const voices = [...names].toSorted().slice(0, MOST_VOICES)
  const isShort = encodeURIComponent(voices.join().toWellFormed()).length <= MOST_CHARACTERS
  return voices.length > 0 && isShort ? { voices } : {}
}
