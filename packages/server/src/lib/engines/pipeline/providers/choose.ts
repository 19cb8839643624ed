import type { Failure } from 'video-translation-client'
import { primaryLanguage } from '../../../media/languages.ts'
import { EngineError } from '../../../engine-error.ts'
import type { Provider, Synthesizer, Transcriber, Translator } from './providers.ts'

/** What can do each stage here, the best first. */
export interface Providers {
  transcribers: readonly Transcriber[]
  translators: readonly Translator[]
  synthesizers: readonly Synthesizer[]
}

/** A provider that is ready, or why there is none. */
export type Choice<provider> = { provider: provider } | { failure: Failure }

/** The first that knows the language. */
export function chooseTranscriber(
  transcribers: readonly Transcriber[],
  from: string,
): Promise<Choice<Transcriber>> {
  return readyOne(
    transcribers.filter(({ languages }) => knows(languages, from)),
    transcribers,
    { from },
  )
}

/** The first that is ready for the pair, or the one named. */
export async function chooseTranslator(
  translators: readonly Translator[],
  pair: { from: string; to: string },
  name?: string,
): Promise<Choice<Translator>> {
  const candidates = named(translators, name)
  if (candidates.length === 0) return { failure: unknownName('translator', name, translators) }
  const choices: Choice<Translator>[] = []
  for (const candidate of candidates) choices.push(await whetherReady(candidate, pair))
  const ready = choices.find((choice) => 'provider' in choice)
  return (
    ready ?? {
      failure: withChatAdvice(choices.flatMap((choice) => ('failure' in choice ? choice.failure : []))),
    }
  )
}

/** The first that speaks the language, or the one named. A better voice that is not installed is not passed over. */
export async function chooseSynthesizer(
  synthesizers: readonly Synthesizer[],
  pair: { from: string; to: string },
  name?: string,
): Promise<Choice<Synthesizer>> {
  const candidates = named(synthesizers, name)
  if (candidates.length === 0) return { failure: unknownName('synthesizer', name, synthesizers) }
  return readyOne(
    candidates.filter(({ languages }) => knows(languages, pair.to)),
    candidates,
    pair,
  )
}

/** The provider chosen. @throws EngineError with the reason when there is none. */
export function chosen<provider>(choice: Choice<provider>): provider {
  if ('provider' in choice) return choice.provider
  throw new EngineError(choice.failure.code, choice.failure.message)
}

/** Whether a list of BCP 47 tags has the language. */
export function knows(languages: readonly string[], tag: string): boolean {
  const primary = primaryLanguage(tag)
  return languages.some((language) => language === '*' || primaryLanguage(language) === primary)
}

async function readyOne<provider extends Provider>(
  able: readonly provider[],
  all: readonly provider[],
  need: { from: string; to?: string },
): Promise<Choice<provider>> {
  // Where none is able, the last one tells why: it is the one that knows the most languages.
  const one = able[0] ?? all.at(-1)
  if (one) return await whetherReady(one, need)
  return { failure: { code: 'no_provider', message: 'No provider is configured for this stage.' } }
}

async function whetherReady<provider extends Provider>(
  provider: provider,
  need: { from: string; to?: string },
): Promise<Choice<provider>> {
  const failure = await provider.missing(need)
  return failure ? { failure } : { provider }
}

function named<provider extends Provider>(
  providers: readonly provider[],
  name?: string,
): readonly provider[] {
  return name === undefined ? providers : providers.filter((provider) => provider.name === name)
}

function unknownName(stage: string, name: string | undefined, all: readonly Provider[]): Failure {
  const known = all.map((provider) => provider.name).join(', ') || 'none'
  return { code: 'invalid_option', message: `There is no ${stage} ${name ?? ''} here; there is ${known}.` }
}

/** Any of them would do, so each says what it takes. */
function withChatAdvice(failures: Failure[]): Failure {
  const [first] = failures
  const advice = 'Or configure a chat endpoint: VIDEO_TRANSLATION_CHAT_URL and VIDEO_TRANSLATION_CHAT_MODEL.'
  const said = failures.map(({ message }) => sentence(message)).join(' ')
  const text = said.includes('chat endpoint')
    ? said.replace(/Configure a chat endpoint instead\./, advice.slice(3))
    : `${said} ${advice}`
  return { code: first?.code ?? 'translator_missing', message: capital(text.trim()) }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
