import type { Warning } from 'video-translation-client'
import { primaryLanguage } from '../../../media/languages.ts'
import type { LanguagePart } from '../providers/providers.ts'
import { describeSpans, secondsOf } from './time-span.ts'

/** From it on, the sound contradicts the language that was named. */
const CERTAIN = 0.9
/** Shorter parts are often taken for another language. */
const MIN_PART_SECONDS = 3

/** Warns of parts that are certainly spoken in another language than the one of the transcript. */
export function warnOfOtherLanguages(parts: readonly LanguagePart[], language: string): Warning[] {
  const others = parts.filter(
    (part) =>
      part.confidence >= CERTAIN && secondsOf([part.span]) >= MIN_PART_SECONDS && !isSame(part, language),
  )
  const [first] = others
  if (first === undefined) return []
  const isMost = secondsOfParts(others) > secondsOfParts(parts) / 2
  return [isMost ? anotherLanguage(mainOf(others), language) : severalLanguages(others, language)]
}

function isSame({ language }: LanguagePart, other: string): boolean {
  return primaryLanguage(language) === primaryLanguage(other)
}

function secondsOfParts(parts: readonly LanguagePart[]): number {
  return secondsOf(parts.map(({ span }) => span))
}

/** The language with the most seconds. */
function mainOf(parts: readonly LanguagePart[]): string {
  const byLanguage = Object.entries(Object.groupBy(parts, ({ language }) => language))
  const [main] = byLanguage.sort(
    ([, one = []], [, other = []]) => secondsOfParts(other) - secondsOfParts(one),
  )
  return main?.[0] ?? ''
}

function anotherLanguage(heard: string, language: string): Warning {
  const message =
    `The source sounds like ${nameOf(heard)}, but was written down as ${nameOf(language)}. ` +
    `If the result is wrong, translate it again with \`from\` set to ${heard}.`
  return { code: 'other_language', message }
}

function severalLanguages(parts: readonly LanguagePart[], language: string): Warning {
  const names = [...new Set(parts.map((part) => nameOf(part.language)))].join(', ')
  const message =
    `Parts of the source sound like ${names}: ${describeSpans(parts.map(({ span }) => span))}. ` +
    `They were written down as ${nameOf(language)}, and are probably wrong.`
  return { code: 'several_languages', message }
}

/** Name in English, with the tag: `Spanish (es)`. */
export function nameOf(tag: string): string {
  const name = new Intl.DisplayNames(['en'], { type: 'language' }).of(tag)
  return name === undefined || name === tag ? tag : `${name} (${tag})`
}
