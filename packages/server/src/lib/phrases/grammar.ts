import WORDS from './function-words.json' with { type: 'json' }
import { knownLanguage } from './known-language.ts'

/** Languages that write all nouns with a capital letter. */
export const CAPITAL_NOUNS: ReadonlySet<string> = new Set(['de', 'lb'])

/** What is known of the words that hold the phrases of a language together. */
export interface Grammar {
  /** ISO 639 code. */
  language: string
  /** Conjunctions, and pronouns that begin a clause. */
  joins: ReadonlySet<string>
  /** Prepositions. */
  leads: ReadonlySet<string>
  /** Prepositions that tie their noun to the one before them, such as `of`. */
  genitives: ReadonlySet<string>
  /** Articles and possessives, if they are told from what else binds. No sentence ends so. */
  articles: ReadonlySet<string>
  /** Auxiliaries, numerals and what else goes on with the next word. */
  binds: ReadonlySet<string>
  /** Pronouns that go on with the next word, but not after a preposition. */
  pronouns: ReadonlySet<string>
  /** Postpositions, particles and what else belongs to the word before. */
  follows: ReadonlySet<string>
  /** Whether a word looks like an adjective that stands before its noun. */
  isAdjective(word: string): boolean
  /** Whether a word looks like an adjective that stands after its noun. */
  isLaterAdjective(word: string): boolean
}

/** The lists of a language in `function-words.json`, each of words with spaces between them. */
interface Lists {
  joins?: string
  leads?: string
  genitives?: string
  articles?: string
  binds?: string
  pronouns?: string
  follows?: string
  adjectives?: string
  adjectiveEndings?: string
  laterAdjectiveEndings?: string
}

/** A shorter stem is no adjective: `table` is not `able`. */
const SHORTEST_STEM = 2

const GRAMMARS = new Map<string, Grammar>()

/** A language without lists has an empty grammar. @param tag BCP 47 */
export function grammarOf(tag: string): Grammar {
  const language = knownLanguage(tag)
  const grammar = GRAMMARS.get(language) ?? compile(language)
  GRAMMARS.set(language, grammar)
  return grammar
}

function compile(language: string): Grammar {
  const { languages, aliases }: { languages: Record<string, Lists>; aliases: Record<string, string> } = WORDS
  const lists = languages[aliases[language] ?? language] ?? {}
  const adjectives = wordsIn(lists.adjectives)
  const [suffixes, laterSuffixes] = [lists.adjectiveEndings, lists.laterAdjectiveEndings].map(endingsIn)
  return {
    language,
    joins: wordsIn(lists.joins),
    leads: wordsIn(lists.leads),
    genitives: wordsIn(lists.genitives),
    articles: wordsIn(lists.articles),
    binds: wordsIn(lists.binds),
    pronouns: wordsIn(lists.pronouns),
    follows: wordsIn(lists.follows),
    isAdjective: (word) => adjectives.has(word) || suffixes?.test(word) === true,
    isLaterAdjective: (word) => laterSuffixes?.test(word) === true,
  }
}

function wordsIn(list: string | undefined): ReadonlySet<string> {
  return new Set(list?.split(' '))
}

function endingsIn(list: string | undefined): RegExp | undefined {
  if (list === undefined) return undefined
  return new RegExp(String.raw`[\p{L}\p{M}]{${SHORTEST_STEM}}(?:${list.replaceAll(' ', '|')})$`, 'u')
}
