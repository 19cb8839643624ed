import type { Failure } from 'video-translation-client'
import { primaryLanguage } from '../../../media/languages.ts'
import { checkReady, type Choice, knows, named, unknownName } from './choose.ts'
import type { Missing, Synthesizer, Voice } from './providers.ts'

/** What a target asks of its voices. */
export interface VoiceWish {
  /** Name of the synthesizer. Absent: the best one. */
  synthesizer?: string | undefined
  /** Name of the voice. Absent: the best one of the synthesizer. */
  voice?: string | undefined
}

/**
 * Chooses the first synthesizer that speaks the language, or the one that is asked for, by its name
 * or that of a voice. If it is not installed, the choice fails: a worse voice must not replace a
 * better one unnoticed. One that is optional is passed over, and the advice says how to install it.
 */
export async function chooseSynthesizer(
  synthesizers: readonly Synthesizer[],
  pair: { from: string; to: string },
  { synthesizer: name, voice }: VoiceWish = {},
): Promise<Choice<Synthesizer>> {
  const candidates = named(synthesizers, name)
  if (candidates.length === 0) return { failure: unknownName('synthesizer', name, synthesizers) }
  if (voice !== undefined) return await withVoice(candidates, pair, voice)
  const able = candidates.filter(({ languages }) => knows(languages, pair.to))
  const missing: Missing[] = []
  for (const candidate of able) {
    const choice = await checkReady(candidate, pair)
    if ('provider' in choice) return withAdvice(choice.provider, missing)
    if (!candidate.isOptional || candidate === able.at(-1)) return choice
    missing.push(choice.failure)
  }
  // The last one explains why none is able, because it knows the most languages.
  const last = candidates.at(-1)
  if (last) return await checkReady(last, pair)
  return { failure: { code: 'no_provider', message: 'No provider is configured for this stage.' } }
}

function withAdvice(provider: Synthesizer, missing: readonly Missing[]): Choice<Synthesizer> {
  if (missing.length === 0) return { provider }
  const advice = missing.map(({ message }) => message).join(' ')
  const betterPacks = missing.flatMap(({ packs = [] }) => packs)
  return { provider, advice, ...(betterPacks.length > 0 && { betterPacks }) }
}

async function withVoice(
  candidates: readonly Synthesizer[],
  pair: { from: string; to: string },
  voice: string,
): Promise<Choice<Synthesizer>> {
  const names: string[] = []
  for (const candidate of candidates) {
    const able = ((await candidate.voices?.()) ?? []).filter((one) => speaks(one, pair.to))
    if (able.some((one) => one.name === voice)) return await checkReady(candidate, { ...pair, voice })
    names.push(...able.map((one) => one.name))
  }
  return { failure: unknownVoice(voice, pair.to, names) }
}

/** Whether a voice speaks the language, in whatever region. */
export function speaks({ language }: Pick<Voice, 'language'>, to: string): boolean {
  return language === '*' || primaryLanguage(language) === primaryLanguage(to)
}

const MAX_LISTED = 12

function unknownVoice(voice: string, to: string, names: readonly string[]): Failure {
  const more = names.length > MAX_LISTED ? ', ...' : ''
  const known = names.length === 0 ? 'none' : names.slice(0, MAX_LISTED).join(', ') + more
  return { code: 'unknown_voice', message: `There is no voice ${voice} for ${to}. Its voices: ${known}.` }
}
