import type { Failure } from 'video-translation-client'
import { primaryLanguage } from '../../../media/languages.ts'
import type { Diarizer } from './diarizer.ts'
import { EngineError } from '../../../engine-error.ts'
import type {
  LanguageDetector,
  Missing,
  Provider,
  Synthesizer,
  Transcriber,
  Translator,
} from './providers.ts'

/** The configured providers of each stage, the best first. */
export interface Providers {
  transcribers: readonly Transcriber[]
  translators: readonly Translator[]
  synthesizers: readonly Synthesizer[]
  /** Absent: nobody tells speakers apart. */
  diarizer?: Diarizer
}

/**
 * A provider that is ready, or the reason why there is none. The advice names what to install for a
 * better provider, among it the packs `betterPacks`.
 */
export type Choice<provider> =
  | { provider: provider; advice?: string; betterPacks?: readonly string[] }
  | { failure: Missing }

/** Chooses the first one that is ready for the language, or says how to install the first one. */
export async function chooseTranscriber(
  transcribers: readonly Transcriber[],
  from: string,
): Promise<Choice<Transcriber>> {
  const able = transcribers.filter(({ languages }) => knows(languages, from))
  const failures: Missing[] = []
  for (const candidate of able) {
    const choice = await checkReady(candidate, { from })
    if ('provider' in choice) return choice
    failures.push(choice.failure)
  }
  const [first, ...others] = failures
  if (first === undefined) return await firstReady(able, transcribers, { from })
  const alternatives = others.map(({ message }) => `Or: ${message}`)
  const advised = failures[able.findIndex(({ isAdvised }) => isAdvised)] ?? first
  return { failure: { ...advised, code: first.code, message: [first.message, ...alternatives].join(' ') } }
}

/** Chooses the first one that is ready, or says how to install one. */
export async function chooseDetector(
  transcribers: readonly Transcriber[],
): Promise<Choice<LanguageDetector>> {
  const failures: Missing[] = []
  for (const { detector } of transcribers) {
    const failure = await detector?.missing()
    if (detector && !failure) return { provider: detector }
    if (failure) failures.push(failure)
  }
  const message = 'No recogniser of this server detects the language.'
  return { failure: failures[0] ?? { code: 'no_provider', message } }
}

/** Chooses the first quick one that is ready. */
export async function chooseQuickDetector(
  transcribers: readonly Transcriber[],
): Promise<LanguageDetector | undefined> {
  for (const { quickDetector } of transcribers) {
    if (quickDetector && !(await quickDetector.missing())) return quickDetector
  }
  return undefined
}

/** Chooses the first one that is ready for the pair, or the one with this name. */
export async function chooseTranslator(
  translators: readonly Translator[],
  pair: { from: string; to: string },
  name?: string,
): Promise<Choice<Translator>> {
  const all = named(translators, name)
  if (all.length === 0) return { failure: unknownName('translator', name, translators) }
  const candidates = name === undefined ? all.filter(({ serves }) => serves?.(pair) ?? true) : all
  const choices: Choice<Translator>[] = []
  for (const candidate of candidates) choices.push(await checkReady(candidate, pair))
  const at = choices.findIndex((choice) => 'provider' in choice)
  const better = failuresOf(at < 0 ? choices : choices.slice(0, at))
  const ready = choices[at]
  if (!ready) return { failure: withChatAdvice(better) }
  const missing = better.filter(({ code }) => code === 'missing_packs')
  if (missing.length === 0) return ready
  return {
    ...ready,
    advice: missing.map(({ message }) => message).join(' '),
    betterPacks: missing.flatMap(({ packs = [] }) => packs),
  }
}

function failuresOf(choices: readonly Choice<unknown>[]): Missing[] {
  return choices.flatMap((choice) => ('failure' in choice ? [choice.failure] : []))
}

/** @throws EngineError with the reason if the choice failed. */
export function chosen<provider>(choice: Choice<provider>): provider {
  if ('provider' in choice) return choice.provider
  throw new EngineError(choice.failure.code, choice.failure.message)
}

/** Whether a list of BCP 47 tags has the language. */
export function knows(languages: readonly string[], tag: string): boolean {
  const primary = primaryLanguage(tag)
  return languages.some((language) => language === '*' || primaryLanguage(language) === primary)
}

async function firstReady<provider extends Provider>(
  able: readonly provider[],
  all: readonly provider[],
  need: { from: string; to?: string },
): Promise<Choice<provider>> {
  // If none is able, the last one explains why, because it knows the most languages.
  const candidate = able[0] ?? all.at(-1)
  if (candidate) return await checkReady(candidate, need)
  return { failure: { code: 'no_provider', message: 'No provider is configured for this stage.' } }
}

export async function checkReady<provider extends Provider>(
  provider: provider,
  need: { from: string; to?: string; voice?: string },
): Promise<Choice<provider>> {
  const failure = await provider.missing(need)
  return failure ? { failure } : { provider }
}

export function named<provider extends Provider>(
  providers: readonly provider[],
  name?: string,
): readonly provider[] {
  return name === undefined ? providers : providers.filter((provider) => provider.name === name)
}

export function unknownName(stage: string, name: string | undefined, all: readonly Provider[]): Failure {
  const known = all.map((provider) => provider.name).join(', ') || 'none'
  return { code: 'invalid_option', message: `Unknown ${stage} "${name ?? ''}". Configured: ${known}.` }
}

/** Joins the advice of all translators, because each of them would be enough. */
function withChatAdvice(failures: Missing[]): Missing {
  const [first] = failures
  const pullable = failures.find(({ packs }) => packs !== undefined)
  const advice = 'Or configure a chat endpoint: VIDEO_TRANSLATION_CHAT_URL and VIDEO_TRANSLATION_CHAT_MODEL.'
  const reasons = failures.map(({ message }) => sentence(message)).join(' ')
  const text = reasons.includes('chat endpoint')
    ? reasons.replace(/Configure a chat endpoint instead\./, advice.slice(3))
    : `${reasons} ${advice}`
  const message = capital(text.trim())
  return { ...(pullable ?? first), code: first?.code ?? 'translator_missing', message }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
