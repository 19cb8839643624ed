import { randomInt } from 'node:crypto'

/** No vowels, so that an id is never a word, which a model might translate. */
const LETTERS = 'bcdfghjkmnpqrstvwxz'
const LENGTH = 5

/**
 * Random ids, all different. A model that counts on from an id, or from 1, hits none of them, so
 * an answer in which lines were joined or split has wrong ids.
 */
export function randomIds(count: number): string[] {
  const ids = new Set<string>()
  while (ids.size < count) ids.add(randomId())
  return [...ids]
}

function randomId(): string {
  return Array.from({ length: LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')
}
