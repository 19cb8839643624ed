import { primaryLanguage } from '../../../media/languages.ts'
import { endsClause, endsSentence } from './sentences.ts'

/**
 * Words after which a phrase goes on: articles, prepositions, conjunctions and the like, by
 * language. Words that also end phrases, such as the English `on` and `that`, are left out.
 */
const OPENING_WORDS: Record<string, string> = {
  en: 'the a an of from with by for at into my your his our their its and or but if because than as what which who whose when where how why is are was were be been will would can could should must not very more to',
  es: 'el la los las un una unos unas de del a al en con por para sin sobre entre hacia desde hasta mi tu su mis tus sus y e o u pero que si porque como cuando donde es son muy más no se lo le',
  fr: "le la les l' un une des du de d' à au aux en dans avec par pour sans sur chez vers mon ton son ma ta sa mes tes ses notre votre leur leurs et ou mais que qui si comme quand où est sont très plus ne n' se s' ce cette ces",
  de: 'der die das den dem des ein eine einen einem einer eines von vom zu zum zur in im mit bei für ohne über unter zwischen durch gegen mein dein sein ihr unser und oder aber dass weil wenn als ob ist sind war waren wird sehr',
  it: 'il lo la i gli le un uno una di del della dei delle dello da dal dalla in nel nella con per senza su sul sulla tra fra mio mia tuo tua suo sua e ed o ma che se perché come quando dove è sono molto più non si',
  pt: 'o a os as um uma uns umas de do da dos das em no na nos nas com por pelo pela para sem sobre entre até meu minha seu sua e ou mas que se porque como quando onde é são muito mais não ao à',
  nl: 'de het een van aan in met voor bij door zonder over onder tussen mijn jouw zijn haar ons onze hun en of maar dat die als omdat is zijn was waren wordt zeer niet te',
  ru: 'в во на с со к ко от из у о об за под над для без до при через между и или но а что чтобы если когда как где не ни мой твой его её наш ваш их этот эта это',
  pl: 'w we na z ze do od o u za pod nad dla bez przy przez między i lub albo ale że żeby jeśli kiedy jak gdzie nie mój twój jego jej nasz wasz ich ten ta to',
  cs: 'v ve na s se z ze do od o u za pod nad pro bez při přes mezi a i nebo ale že aby když jak kde můj tvůj jeho její náš váš jejich ten ta to',
}
/** They write all nouns with a capital letter, so one begins no sentence. */
const CAPITAL_NOUNS = new Set(['de', 'lb'])

const OPENING = new Map(Object.entries(OPENING_WORDS).map(([tag, words]) => [tag, new Set(words.split(' '))]))

/** How the words on both sides of a pause belong together. */
export type Bond = 'none' | 'sentence' | 'phrase'

/**
 * Says whether a phrase, or at least a sentence, goes on over a pause. Without a sign after the
 * first word, the spelling of the second one tells it, in scripts with small letters.
 */
export function bondBetween(before: string, after: string, language: string): Bond {
  if (endsSentence(before) || endsClause(before)) return 'none'
  const primary = primaryLanguage(language)
  const isOpening = OPENING.get(primary)?.has(plain(before)) ?? false
  const goesOn = /^\p{Ll}/u.test(after.trim())
  if (isOpening && (goesOn || CAPITAL_NOUNS.has(primary))) return 'phrase'
  return goesOn ? 'sentence' : 'none'
}

function plain(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replaceAll(/^[\p{P}]+|[.…"»”]+$/gu, '')
    .replaceAll('’', "'")
}
