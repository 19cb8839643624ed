import type { Refusal } from '../engine.ts'
import type { TaskOptions } from './options.ts'

/** A voice that a request names for a target, and perhaps for one speaker only. */
export interface WantedVoice {
  /** JSON pointer to it in the request. */
  pointer: string
  language: string
  speaker?: string
  /** Name of the voice. */
  voice: string
}

/** Options that may not have been checked yet. */
interface Unchecked {
  voices?: unknown
}

/** The voices that a request names for a target. A key is `es`, or `es:speaker`. */
export function wantedVoices(options: Unchecked, target: string): WantedVoice[] {
  return allWanted(options).filter(({ language }) => isSame(language, target))
}

/** The voice that the speaker has in a target, or anybody without one of their own. */
export function wantedVoice(
  options: Pick<TaskOptions, 'voices'>,
  target: string,
  speaker?: string,
): string | undefined {
  const wanted = wantedVoices(options, target)
  const own = speaker === undefined ? undefined : wanted.find((one) => one.speaker === speaker)
  return (own ?? wanted.find((one) => one.speaker === undefined))?.voice
}

/** Finds voices for languages that are no targets. */
export function refuseStrayVoices(options: TaskOptions, to: readonly string[]): Refusal[] {
  return allWanted(options)
    .filter(({ language }) => !to.some((target) => isSame(target, language)))
    .map(({ pointer, language }) => {
      const message = `There is no target ${language}. A key is a target, or a target and a speaker: es:Anna.`
      return { code: 'invalid_option', pointer, message }
    })
}

function allWanted({ voices }: Unchecked): WantedVoice[] {
  if (typeof voices !== 'object' || voices === null) return []
  return Object.entries(voices).map(([key, voice]) => {
    const [language = '', ...speaker] = key.split(':')
    const pointer = `/options/voices/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const ofSpeaker = speaker.length === 0 ? {} : { speaker: speaker.join(':') }
    return { pointer, language, ...ofSpeaker, voice: String(voice) }
  })
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
