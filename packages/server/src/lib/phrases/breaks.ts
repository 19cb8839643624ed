import { CAPITAL_NOUNS, type Grammar, grammarOf } from './grammar.ts'
import { doubtfulStop, endsClause, endsSentence, type Stop } from './sentences.ts'
import { isSpaceASign, type Token, tokensOf } from './tokens.ts'

/**
 * What a text is broken at, from the best place to the worst: the end of a sentence or of a clause,
 * before a conjunction, before a preposition, where another phrase begins or ends, between words
 * of which nothing is known, between those that probably belong together, after a word that binds
 * the next one but may end a sentence, and within a phrase or a word.
 */
export type Break =
  | 'sentence'
  | 'clause'
  | 'conjunction'
  | 'preposition'
  | 'phrase'
  | 'plain'
  | 'tight'
  | 'bound'
  | 'torn'

/**
 * What a break after each word but the last would be.
 * @param words that make up the text with their own spaces; each may be a part of a word
 * @param language BCP 47 tag; of an unknown language, only signs, numbers and names are known
 */
export function breaksIn(words: readonly string[], language: string): Break[] {
  const tokens = tokensOf(words.join(''), language)
  const grammar = grammarOf(language)
  let [place, next] = [0, 0]
  return words.slice(0, -1).map((word) => {
    place += word.length
    while ((tokens[next]?.end ?? Infinity) <= place) next++
    const [earlier, before, after] = [tokens[next - 2], tokens[next - 1], tokens[next]]
    if (after !== undefined && after.start < place) return 'torn'
    return before && after ? breakBetween({ earlier, before, after }, grammar) : 'plain'
  })
}

/** The words before and after a place, and the one before them. */
interface Around {
  earlier: Token | undefined
  before: Token
  after: Token
}

function breakBetween(around: Around, grammar: Grammar): Break {
  return breakAtSign(around, grammar) ?? breakAtWords(around, grammar)
}

function breakAtSign(around: Around, grammar: Grammar): Break | undefined {
  const { earlier, before, after } = around
  if (isLone(before) && OPENS.test(before.text)) return 'torn'
  if (isLone(before) && DASH.test(before.text)) return isStart(earlier) ? 'torn' : 'clause'
  if (endsSentence(before.text)) return 'sentence'
  if (endsClause(before.text) || isSpaceASign(before, after)) return 'clause'
  if (isLone(after) && !OPENS.test(after.text)) return 'torn'
  const stop = doubtfulStop(before.text)
  return stop && afterStop(stop, around, grammar)
}

const OPENS = /^[\p{Ps}\p{Pi}]/u
const DASH = /^\p{Pd}+$/u

/** A sign between spaces, such as a dash. */
function isLone({ text }: Token): boolean {
  return !/[\p{L}\p{N}]/u.test(text)
}

/** Whether a sentence begins after this word. */
function isStart(word: Token | undefined): boolean {
  return word === undefined || endsSentence(word.text)
}

/** What a full stop says alone, where it may also be an abbreviation's. */
function afterStop(stop: Stop, { earlier, before, after }: Around, grammar: Grammar): Break | undefined {
  if (stop === 'title') return 'torn'
  const [mayBegin, mayName] = [!startsSmall(after), introduces(earlier, grammar)]
  if (stop === 'number') return afterNumber(mayBegin, mayName, grammar)
  if (!mayBegin) return undefined
  const isInitial = isCapital(before) && (mayName || (earlier !== undefined && isCapital(earlier)))
  // German `z.B.` goes on with a noun.
  return isInitial || (!isCapital(before) && CAPITAL_NOUNS.has(grammar.language)) ? 'tight' : 'plain'
}

/** Languages that write an ordinal number with a full stop: after `3.` their sentence goes on. */
const ORDINAL_STOPS = new Set('bs cs da de et fi hr hu is lb lv nb nn no pl sh sk sl sr tr'.split(' '))

function afterNumber(mayBegin: boolean, mayCount: boolean, { language }: Grammar): Break | undefined {
  if (!ORDINAL_STOPS.has(language)) return mayBegin ? 'sentence' : undefined
  return mayBegin && !mayCount ? 'plain' : 'torn'
}

/** A name or an ordinal stands at the beginning, after an article or after a preposition. */
function introduces(word: Token | undefined, grammar: Grammar): boolean {
  if (word === undefined) return true
  const side = readBefore(word, grammar)
  return OPENERS.some((list) => has(grammar[list], side))
}

const OPENERS = ['articles', 'binds', 'leads', 'genitives', 'joins'] as const

function startsSmall({ text }: { text: string }): boolean {
  return /^[^\p{L}\p{N}]*\p{Ll}/u.test(text)
}

function breakAtWords({ earlier, before, after }: Around, grammar: Grammar): Break {
  const [one, other] = [readBefore(before, grammar), readAfter(after, grammar)]
  const beginning = beginningOf(other, grammar)
  const isBound = has(grammar.binds, one) || isSubject(one, earlier, grammar)
  if (isTorn(one, other, beginning, grammar)) return 'torn'
  const goesOn = beginning === 'conjunction' || beginning === 'preposition'
  if (has(grammar.joins, one) || (isBound && !goesOn)) return 'bound'
  if (beginning !== undefined) return isBound ? afterBound(beginning) : beginning
  if (isTight(one, other, grammar)) return 'tight'
  return has(grammar.follows, one) ? 'phrase' : 'plain'
}

/** A word at a place where the text may be broken. */
interface Side {
  /** With its signs. */
  text: string
  /** In small letters: the whole, and the part at this place if an apostrophe divides it. */
  forms: string[]
}

function readBefore({ text }: Token, grammar: Grammar): Side {
  const word = plain(text, grammar)
  return { text, forms: [word, word.slice(word.lastIndexOf("'") + 1)] }
}

function readAfter({ text }: Token, grammar: Grammar): Side {
  const word = plain(text, grammar)
  return { text, forms: [word, word.slice(0, word.indexOf("'") + 1)] }
}

/** From the first letter to the last one. It is searched once, however many signs there are. */
const WITHIN_SIGNS = /[\p{L}\p{N}\p{M}](?:.*[\p{L}\p{N}\p{M}'])?/su
/** The small letter of their `I` has no dot, and that of `İ` has no second one. */
const DOTLESS = new Set(['az', 'tr'])

function plain(text: string, { language }: Grammar): string {
  const small = DOTLESS.has(language) ? text.toLocaleLowerCase(language) : text.toLowerCase()
  return WITHIN_SIGNS.exec(small.normalize('NFC').replaceAll('’', "'"))?.[0] ?? ''
}

function has(words: ReadonlySet<string>, { forms }: Side): boolean {
  return forms.some((form) => words.has(form))
}

/** How good a place is before a word that begins a phrase. */
function beginningOf(word: Side, grammar: Grammar): Break | undefined {
  const { joins, leads, genitives, articles, binds, pronouns } = grammar
  if (has(joins, word)) return 'conjunction'
  if (has(leads, word)) return 'preposition'
  if (has(genitives, word)) return 'plain'
  const begins = [articles, binds, pronouns].some((list) => has(list, word))
  return begins || OPENS.test(word.text) ? 'phrase' : undefined
}

/** `more` and `is` bind less than an article: a clause or a place may follow them. */
function afterBound(beginning: Break): Break {
  return beginning === 'conjunction' ? beginning : 'plain'
}

/** A pronoun after a preposition ends its phrase: `for you`. */
function isSubject(word: Side, earlier: Token | undefined, grammar: Grammar): boolean {
  const { pronouns, leads, genitives } = grammar
  if (!has(pronouns, word)) return false
  const before = earlier && readBefore(earlier, grammar)
  return before === undefined || !(has(leads, before) || has(genitives, before))
}

function isTorn(one: Side, other: Side, beginning: Break | undefined, grammar: Grammar): boolean {
  const { leads, genitives, articles, follows } = grammar
  if ([leads, genitives, articles].some((list) => has(list, one))) return true
  return beginning !== 'conjunction' && (has(follows, other) || isEnding(other, beginning))
}

/** In Japanese, what is written in hiragana alone mostly ends the word before it. */
function isEnding({ text }: Side, beginning: Break | undefined): boolean {
  return beginning === undefined && /^\p{sc=Hiragana}+[^\p{L}]*$/u.test(text)
}

const NUMBER = /^[\p{Sc}#№]?\p{N}[\p{N}.,:/]*$/u
const GERMAN_ENDING = /(?:e|en|em|er|es)$/

/** Neither word begins or ends a phrase. */
function isTight(one: Side, other: Side, grammar: Grammar): boolean {
  const [before = '', after = ''] = [one.forms[0], other.forms[0]]
  // What has a full stop and ends no sentence is an abbreviation.
  if (NUMBER.test(before) || one.text.endsWith('.')) return true
  const isName = isCapital(one) && (isCapital(other) || NUMBER.test(after))
  if (isName || isCompound(one, other, grammar)) return true
  if (CAPITAL_NOUNS.has(grammar.language) && isCapital(other)) return GERMAN_ENDING.test(before)
  return grammar.isAdjective(before) || grammar.isLaterAdjective(after)
}

function isCapital({ text }: { text: string }): boolean {
  return /^[^\p{L}\p{N}]*\p{Lu}/u.test(text)
}

/** A Japanese noun of several ones stands in one script, without a particle. */
function isCompound(one: Side, other: Side, { language }: Grammar): boolean {
  if (language !== 'ja') return false
  const scripts = [/\p{sc=Han}/u, /[\p{sc=Katakana}ー]/u, /[\p{sc=Latin}\p{N}]/u]
  return scripts.some((script) => script.test(one.text.slice(-1)) && script.test(other.text.slice(0, 1)))
}
