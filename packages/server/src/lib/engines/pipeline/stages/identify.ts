import type { Warning } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import type { DetectedLanguage, LanguageDetector } from '../providers/providers.ts'
import { nameOf, warnOfOtherLanguages } from '../recognition/other-languages.ts'
import type { TaskContext } from '../../engine.ts'
import type { PreparedSource } from './prepare.ts'

/** The language that is recognised. */
export interface SpokenLanguage {
  language: string
  /** Confidence of the detector, from 0 to 1. Absent if the request named the language. */
  confidence?: number
  warnings: Warning[]
}

/** Below it, a person has to decide. */
const MIN_CONFIDENCE = 0.5

/**
 * Finds out which language is spoken, or compares the sound with the language of the request.
 * @param detector absent only if the request names the language. Then the sound is not compared.
 */
export async function identify(
  { speechKey, media }: PreparedSource,
  from: string | undefined,
  detector: LanguageDetector | undefined,
  context: TaskContext,
  onProgress: (fraction: number) => void,
): Promise<SpokenLanguage> {
  const wav = await context.files.get(speechKey)
  const detect = async () => await detector?.detect(wav, { signal: context.signal, onProgress })
  if (from !== undefined)
    return { language: from, warnings: compare(await ifPossible(detect, context), from) }
  const heard = await detect()
  if (heard === undefined) throw noSpeech(media.seconds)
  if (heard.confidence < MIN_CONFIDENCE) throw unclear(heard)
  const { language, confidence } = heard
  return { language, confidence, warnings: compare(heard, language) }
}

/** The comparison is a service: the work goes on if it fails. */
async function ifPossible<T>(
  work: () => Promise<T>,
  { signal, log }: Pick<TaskContext, 'signal' | 'log'>,
): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    log.warn({ error: String(error) }, 'The spoken language was not compared with the requested one.')
    return undefined
  }
}

function compare(heard: DetectedLanguage | undefined, language: string): Warning[] {
  return heard === undefined ? [] : warnOfOtherLanguages(heard.parts, language)
}

function noSpeech(seconds: number): EngineError {
  const message =
    `The source (${Math.round(seconds)} s of sound) has no speech, so there is nothing to translate. ` +
    'If it has several audio tracks, choose another one with the option audioTrack.'
  return new EngineError('no_speech', message)
}

function unclear({ language, confidence }: DetectedLanguage): EngineError {
  const message =
    'The spoken language could not be detected. Translate again with `from` set to it. ' +
    `The best match is ${nameOf(language)}, with a confidence of ${confidence.toFixed(2)}.`
  return new EngineError('language_unclear', message)
}
