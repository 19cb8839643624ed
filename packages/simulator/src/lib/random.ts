/** A stream of random numbers that depends only on its seed and keys. */
export interface Random {
  /** The next number, uniform in [0, 1), with 53 random bits. */
  next(): number
  /** The next standard normal number. */
  normal(): number
}

/**
 * Makes an independent stream of random numbers for each seed and list of keys, so that the draws
 * of one translation do not depend on earlier draws of others.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand, public domain); cyrb128 (bryc, public
 * domain) fills its state from seed and keys, and 15 rounds mix it.
 */
export function createRandom(seed: string | number, ...keys: (string | number)[]): Random {
  const nextWord = sfc32(hashWords(joinKeys([seed, ...keys])))
  const next = () => ((nextWord() >>> 5) * 2 ** 26 + (nextWord() >>> 6)) / 2 ** 53
  return { next, normal: () => boxMuller(next) }
}

/** Joins keys with their types and lengths, so that `('a', 'bc')` and `('ab', 'c')` differ. */
function joinKeys(parts: (string | number)[]): string {
  return parts.map((part) => `${typeof part}${String(part).length}:${part}`).join('')
}

function sfc32([a0, b0, c0, d0]: [number, number, number, number]): () => number {
  let a = a0
  let b = b0
  let c = c0
  let counter = d0
  const nextWord = () => {
    const word = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + word) | 0
    return word >>> 0
  }
  for (let round = 0; round < 15; round++) nextWord()
  return nextWord
}

function hashWords(text: string): [number, number, number, number] {
  let a = 1779033703
  let b = 3144134277
  let c = 1013904242
  let d = 2773480762
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    a = b ^ Math.imul(a ^ code, 597399067)
    b = c ^ Math.imul(b ^ code, 2869860233)
    c = d ^ Math.imul(c ^ code, 951274213)
    d = a ^ Math.imul(d ^ code, 2716044179)
  }
  a = Math.imul(c ^ (a >>> 18), 597399067)
  b = Math.imul(d ^ (b >>> 22), 2869860233)
  c = Math.imul(a ^ (c >>> 17), 951274213)
  d = Math.imul(b ^ (d >>> 19), 2716044179)
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a]
}

function boxMuller(next: () => number): number {
  // 1 - u lies in (0, 1], so that its logarithm is finite.
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}
