import type { Warning } from 'video-translation-client'
import { cueId } from 'video-translation-client/editing'
import { EngineError } from '../../engine-error.ts'
import type { TargetTask } from '../engine.ts'
import type { TaskOptions } from './options.ts'
import { chosen, type Choice } from './providers/choose.ts'
import { chooseSynthesizer } from './providers/choose-voice.ts'
import type { Cast, Part } from './providers/cast.ts'
import type { Cue } from './providers/cue.ts'
import type { Synthesizer } from './providers/providers.ts'
import { voicesOfSpeakers } from './speaker-voices.ts'
import type { Speaker } from './speakers/describe-speakers.ts'
import { wantedVoice, wantedVoices } from './wanted-voices.ts'

interface CastingRequest {
  task: Pick<TargetTask, 'cues' | 'language'>
  pair: { from: string; to: string }
  options: TaskOptions
  synthesizers: readonly Synthesizer[]
  /** The speakers of the source. Default: nobody in particular. */
  speakers?: readonly Speaker[]
}

/**
 * Gives each cue its voice: its own, else that of its speaker, else that of the target. Speakers
 * without a wish get voices of their likely sex, if the request names none for the target.
 * @throws EngineError if a voice of the request is missing. One of a cue, which was written later,
 *   only gives a warning.
 */
export async function castVoices(request: CastingRequest): Promise<Cast> {
  const { pair, options, task } = request
  const { to } = pair
  const mainChoice = await choose(request, wantedVoice(options, to))
  const main = partOf(ready(mainChoice), wantedVoice(options, to))
  const parts = new Map<string, Part>()
  for (const { voice } of wantedVoices(options, to)) parts.set(voice, await required(request, voice))
  const found = await foundVoices(request, main)
  for (const voice of found.values()) parts.set(voice, partOf(main.synthesizer, voice))
  const own = ownVoices(task)
  const unknown: string[] = []
  for (const voice of new Set(own.values())) {
    const choice = parts.has(voice) ? undefined : await choose(request, voice)
    if (choice && 'provider' in choice) parts.set(voice, partOf(choice.provider, voice))
    if (choice && 'failure' in choice) unknown.push(choice.failure.message)
  }
  const of = ({ id, speaker }: Pick<Cue, 'id' | 'speaker'>): Part => {
    const voice = own.get(cueId(id))
    const ofSpeaker = wantedVoice(options, to, speaker) ?? found.get(speaker ?? '')
    return parts.get(voice ?? '') ?? parts.get(ofSpeaker ?? '') ?? main
  }
  const identity = [await identityOf([main, ...parts.values()]), ...[...found].flat()].join(' ')
  return { main, of, identity, warnings: [...adviceOf(mainChoice), ...warnOfUnknown(unknown)] }
}

/** The voices that cues have of their own, by id. */
export function ownVoices({ cues = [], language }: CastingRequest['task']): Map<string, string> {
  return new Map(
    cues.flatMap(({ id, targets }) => {
      const voice = targets[language]?.voice
      return voice === undefined ? [] : [[id, voice] as const]
    }),
  )
}

/** A voice that the request names for the target is everybody's. */
async function foundVoices(
  { options, speakers = [], task, pair: { to } }: CastingRequest,
  main: Part,
): Promise<Map<string, string>> {
  if (wantedVoice(options, to) !== undefined) return new Map()
  const known = new Set(speakers.map(({ name }) => name))
  const named = new Set((task.cues ?? []).flatMap(({ speaker }) => speaker ?? []))
  const later = [...named].filter((name) => !known.has(name)).map((name) => ({ name }))
  return await voicesOfSpeakers([...speakers, ...later], main, to)
}

async function required(request: CastingRequest, voice: string): Promise<Part> {
  return partOf(ready(await choose(request, voice)), voice)
}

/** Another worker may have the pack of the voice, so it is tried again there. */
function ready(choice: Choice<Synthesizer>): Synthesizer {
  if (!('failure' in choice) || choice.failure.code !== 'missing_packs') return chosen(choice)
  throw new EngineError(choice.failure.code, choice.failure.message, { retryable: true })
}

async function choose(
  { synthesizers, pair, options: { synthesizer } }: CastingRequest,
  voice: string | undefined,
): Promise<Choice<Synthesizer>> {
  return await chooseSynthesizer(synthesizers, pair, { synthesizer, voice })
}

function partOf(synthesizer: Synthesizer, voice: string | undefined): Part {
  return { synthesizer, ...(voice !== undefined && { voice }) }
}

async function identityOf(parts: readonly Part[]): Promise<string> {
  const all = new Set(parts.map(({ synthesizer }) => synthesizer))
  return (await Promise.all([...all].map((synthesizer) => synthesizer.identity()))).join('; ')
}

/** How to get a better voice. */
function adviceOf(choice: Choice<Synthesizer>): Warning[] {
  if (!('advice' in choice) || choice.advice === undefined) return []
  return [{ code: 'better_voice', message: choice.advice }]
}

const MAX_LISTED = 3

function warnOfUnknown(messages: readonly string[]): Warning[] {
  if (messages.length === 0) return []
  const list = messages.slice(0, MAX_LISTED).join(' ')
  return [{ code: 'voice_unknown', message: `Some cues have the voice of the target instead. ${list}` }]
}
