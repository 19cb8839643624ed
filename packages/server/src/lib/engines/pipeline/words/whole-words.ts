/** With the flag `u` no other character may be escaped: `e\-mail` is an error. */
const SYNTAX = /[\\^$.*+?()[\]{}|/]/g
/** A part of a word. Without the marks, a word of Hindi would end in the middle of a syllable. */
const PART = String.raw`[\p{L}\p{N}\p{M}]`
/** Letters of the scripts that write no spaces between words. */
const UNSPACED = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]`
/** A sign that belongs to the letter before it. */
const JOINED = String.raw`[\p{M}ー]`
const START = `(?:(?<!${PART})|(?=${UNSPACED}))`
const END = `(?:(?!${PART})|(?<=${UNSPACED})(?!${JOINED}))`

/**
 * Matches words and phrases in any case, the longest first, and only whole ones. A script without
 * spaces does not say where a word ends, so there a word also counts between other letters.
 */
export function wholeWords(words: readonly string[]): RegExp {
  const longestFirst = words
    .filter((word) => word.trim() !== '')
    .toSorted((one, other) => other.length - one.length)
  const anyWord = longestFirst.map((word) => word.replace(SYNTAX, '\\$&')).join('|')
  return new RegExp(`${START}(?:${anyWord || '(?!)'})${END}`, 'giu')
}
