import { primaryLanguage } from '../../../../media/languages.ts'
import type { RecogniserKind } from '../../speech/speech-messages.ts'
import { segmentsOf } from '../segments.ts'
import type { TimeSpan } from '../time-span.ts'
import { packWindows, type Window } from '../windows.ts'

/** A recogniser that sherpa-onnx runs. */
export interface SherpaModel {
  /** Name of the provider. */
  name: string
  kind: RecogniserKind
  /** BCP 47 tags. */
  languages: readonly string[]
  /** The model's own code of a BCP 47 tag. */
  codeOf(tag: string): string
  /** Packs of the same kind, the best first. The first one that is installed is used. */
  packs: readonly string[]
  /** Divides the voice into pieces that the model hears well. */
  divide(voice: readonly TimeSpan[]): Window[]
  /** Whether it is the one to install where none is installed. Default: false. */
  isAdvised?: boolean
}

/**
 * Accurate up to 10 s, and the share of characters gives good times for such lengths. With less
 * sound before the voice it loses first words.
 */
export function moonshine(language: 'en' | 'es'): SherpaModel {
  return {
    name: 'moonshine',
    kind: 'moonshine',
    isAdvised: true,
    languages: [language],
    codeOf: primaryLanguage,
    packs: [`moonshine-base-${language}`],
    divide: (voice) => segmentsOf(voice, { maxSeconds: 10, pauseSeconds: 0.35, padSeconds: 0.2 }),
  }
}

/** Finds out by itself which of its languages it hears, and gives times of words. */
export const PARAKEET: SherpaModel = {
  name: 'parakeet',
  kind: 'parakeet',
  languages: 'bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro sk sl es sv ru uk'.split(' '),
  codeOf: primaryLanguage,
  packs: ['parakeet-v3'],
  divide: (voice) => segmentsOf(voice, { maxSeconds: 24, pauseSeconds: 2, padSeconds: 0.15 }),
}

export const SENSE_VOICE: SherpaModel = {
  name: 'sense-voice',
  kind: 'sense-voice',
  languages: ['zh', 'yue', 'ja', 'ko', 'en'],
  codeOf: primaryLanguage,
  packs: ['sense-voice'],
  divide: (voice) => segmentsOf(voice, { maxSeconds: 15, pauseSeconds: 1, padSeconds: 0.15 }),
}

/** Each window costs as much as 30 s of sound. */
export function sherpaWhisper(languages: readonly string[], codeOf: (tag: string) => string): SherpaModel {
  return {
    name: 'sherpa-whisper',
    kind: 'whisper',
    languages,
    codeOf,
    packs: ['turbo', 'medium', 'small', 'base', 'tiny'].map((size) => `sherpa-whisper-${size}`),
    divide: (voice) => packWindows(voice, { maxSeconds: 28, gapSeconds: 2, padSeconds: 0.15 }),
  }
}
