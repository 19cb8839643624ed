import { EngineError } from '../../../engine-error.ts'
import type { Refusal } from '../../engine.ts'
import type { Diarizer } from '../providers/diarizer.ts'
import { readSpeakerFile } from './speaker-file.ts'

interface SpeakerOptions {
  speakers?: string
  detectSpeakers?: boolean | number
}

type Unchecked = { [Name in keyof SpeakerOptions]: unknown }

/** Finds a file of speakers that cannot be read, and what is missing to tell speakers apart. */
export async function refuseSpeakers(
  { speakers, detectSpeakers = false }: SpeakerOptions,
  diarizer: Diarizer | undefined,
): Promise<Refusal[]> {
  const problem = speakers === undefined ? undefined : problemOf(speakers)
  if (problem !== undefined)
    return [{ code: 'invalid_speakers', pointer: '/options/speakers', message: problem }]
  if (detectSpeakers === false) return []
  const pointer = '/options/detectSpeakers'
  const both = 'Leave it out: the file of `speakers` says who speaks.'
  if (speakers !== undefined) return [{ code: 'invalid_option', pointer, message: both }]
  const none = { code: 'no_provider', message: 'Nothing on this server tells speakers apart.' }
  const failure = diarizer ? await diarizer.missing() : none
  return failure ? [{ ...failure, pointer, isLocal: true }] : []
}

/** Whether the sound says who speaks. Options that may not have been checked yet. */
export function detectsSpeakers({ speakers, detectSpeakers = false }: Unchecked): boolean {
  return speakers === undefined && detectSpeakers !== false
}

/** @throws EngineError if it is missing on this machine; another worker may have it. */
export async function requireDiarizer(
  options: SpeakerOptions,
  diarizer: Diarizer | undefined,
): Promise<void> {
  if (!detectsSpeakers(options)) return
  const missing = await diarizer?.missing()
  if (missing) throw new EngineError(missing.code, missing.message, { retryable: true })
}

function problemOf(text: string): string | undefined {
  try {
    readSpeakerFile(text)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
