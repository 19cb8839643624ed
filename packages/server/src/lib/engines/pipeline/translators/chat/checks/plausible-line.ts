import { primaryLanguage } from '../../../../../media/languages.ts'
import { hasForeignMarkup } from './decoration.ts'
import { isInOtherScript } from './scripts.ts'
import { haveSameWords, weightOf, wordsOf } from './weight.ts'

/** A source line and the text that a model gave for it. */
export interface LinePair {
  source: string
  text: string
  /** Characters that the model was told to keep to. */
  max?: number
}

/** A translation may be this many times as long as its source, and a few letters longer. */
const MAX_GROWTH = 3
const SPARE_WEIGHT = 16
/** The smallest share of a long source that a translation has. */
const MIN_SHARE = 1 / 4
const LONG_WEIGHT = 30
/** An equal line below both limits may be a name or an exclamation. */
const MIN_ECHO_WORDS = 4
const MIN_ECHO_WEIGHT = 20
/** Languages in which whole sentences may be the same. */
const SIBLINGS = ['es pt gl ca', 'no nb nn da sv', 'hr sr bs', 'cs sk', 'ru uk be', 'id ms', 'bg mk']

export const EQUAL_TO_SOURCE = 'equal to the source'

const REFUSAL =
  /\bas an ai\b|\blanguage model\b|\bi(?:'|’)?m sorry,? but\b|\bi (?:can(?:no|'|’)t|am unable to) (?:help|assist|translate|comply|provide)|lo siento,? pero no puedo|désolée?,? mais je ne peux|tut mir leid,? aber ich kann/i
const REGRET =
  /sorry|unable|cannot|can.t|siento|désol|leid|spiac|desculp|извин|прост|抱歉|对不起|ごめん|すみません|죄송|미안/i

/** Says what is wrong with a text. Undefined if it may be the translation of its source. */
export function findLineProblem(pair: LinePair, from: string, to: string): string | undefined {
  const { source, text } = pair
  if (!/[\p{L}\p{N}]/u.test(text)) return 'empty'
  if (isTooLong(pair)) return 'too long'
  if (isTooShort(pair)) return 'too short'
  if (isEcho(pair, from, to)) return EQUAL_TO_SOURCE
  if (hasForeignMarkup(text, source)) return 'with markup'
  if (isInOtherScript(text, to) && !isInOtherScript(source, from)) return 'in another script'
  return REFUSAL.test(text) && !REGRET.test(source) ? 'a refusal' : undefined
}

function isTooLong({ source, text }: LinePair): boolean {
  return weightOf(text) > MAX_GROWTH * weightOf(source) + SPARE_WEIGHT
}

function isTooShort({ source, text, max = Infinity }: LinePair): boolean {
  const weight = weightOf(source)
  return weight >= LONG_WEIGHT && weightOf(text) < MIN_SHARE * Math.min(weight, max)
}

function isEcho({ source, text }: LinePair, from: string, to: string): boolean {
  if (primaryLanguage(from) === primaryLanguage(to) || !haveSameWords(source, text)) return false
  const factor = areSiblings(from, to) ? 2 : 1
  return wordsOf(source).length >= MIN_ECHO_WORDS * factor || weightOf(source) >= MIN_ECHO_WEIGHT * factor
}

function areSiblings(from: string, to: string): boolean {
  const pair = [from, to].map(primaryLanguage)
  return SIBLINGS.some((family) => pair.every((tag) => family.split(' ').includes(tag)))
}

/** Whether a text is the same as its source, however short, and could have been translated. */
export function isUnchanged({ source, text }: LinePair): boolean {
  return /\p{Ll}{2}/u.test(source) && haveSameWords(source, text)
}
