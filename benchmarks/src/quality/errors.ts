import { isByCharacter, unitsOf } from './words.ts'

export interface Errors {
  /** Errors divided by the length of the reference: of words, or of characters. */
  rate: number
  /** Phrases of the reference of which nothing was written down. */
  lostPhrases: number
}

/** Words in a row without any counterpart that count as a lost phrase. */
const PHRASE_WORDS = 3
const PHRASE_CHARACTERS = 6

export function countErrors(heard: string, reference: string, language: string): Errors {
  const [a, b] = [unitsOf(heard, language), unitsOf(reference, language)]
  const { distance, lost } = align(a, b)
  const shortest = isByCharacter(language) ? PHRASE_CHARACTERS : PHRASE_WORDS
  return { rate: distance / b.length, lostPhrases: runsOf(lost, shortest) }
}

/** Aligns two texts, and tells which units of the reference have no counterpart. */
function align(
  heard: readonly string[],
  reference: readonly string[],
): { distance: number; lost: boolean[] } {
  const costs = [[...Array(reference.length + 1).keys()]]
  for (const [i, word] of heard.entries()) {
    const above = costs[i] ?? []
    const row = [i + 1]
    for (const [j, other] of reference.entries()) {
      const replaced = (above[j] ?? 0) + (word === other ? 0 : 1)
      row.push(Math.min(replaced, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1))
    }
    costs.push(row)
  }
  return { distance: costs.at(-1)?.at(-1) ?? 0, lost: findLost(costs, heard, reference) }
}

function findLost(
  costs: readonly number[][],
  heard: readonly string[],
  reference: readonly string[],
): boolean[] {
  const lost = reference.map(() => false)
  let [i, j] = [heard.length, reference.length]
  while (j > 0) {
    const here = costs[i]?.[j] ?? 0
    const replaced =
      i > 0 ? (costs[i - 1]?.[j - 1] ?? 0) + (heard[i - 1] === reference[j - 1] ? 0 : 1) : Infinity
    if (replaced === here) [i, j] = [i - 1, j - 1]
    else if (i > 0 && (costs[i - 1]?.[j] ?? 0) + 1 === here) i -= 1
    else lost[--j] = true
  }
  return lost
}

function runsOf(lost: readonly boolean[], shortest: number): number {
  const runs =
    lost
      .map((isLost) => (isLost ? 'x' : ' '))
      .join('')
      .match(/x+/g) ?? []
  return runs.filter(({ length }) => length >= shortest).length
}
