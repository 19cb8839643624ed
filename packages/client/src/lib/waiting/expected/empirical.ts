import type { Juror, Seen } from './jury.ts'
import { running } from './jury.ts'
import type { Law } from './law.ts'
import { around, at, likely } from './law.ts'
import { normal } from './normal.ts'

const BLURS = [0.03, 0.06, 0.12, 0.25, 0.5]
const GOLDEN = 0.618034
const ENOUGH = 5
/**
 * What was seen must foretell better than a law with two parameters by this much (as a logarithm) and, since few values fall into
 * clusters by chance, by the more the less each is blurred.
 */
const HANDICAP = 1

/**
 * What was really seen as a law: each value blurred. For two humps, hard edges and whatever no formula foresees.
 * `expected` is the formulas' law: it fills the gaps, worth one value. The credits are of each value foretold from all
 * the others, since a value foretells itself too well.
 */
export function empirical(seen: Seen, expected: Law): { formula: number; best: Juror | undefined } {
  // Jobs alike are asked about at the same ages: were all ends of a gap put at one place, they would look like a duration that
  // keeps coming back; so they are put all over the gap, where the formulas make it likely.
  const finished = seen.finished.map(({ from, to }, i) => likely(expected, from, to, (i * GOLDEN) % 1))
  const known = finished.map((value) => at(expected, value).density)
  const formula =
    known.reduce((sum, density) => sum + Math.log(density), HANDICAP) +
    running(seen.running, (age) => at(expected, age).below)
  let best: Juror | undefined
  if (finished.length >= ENOUGH)
    for (const blur of BLURS) {
      const parts = around(finished, blur, expected, 1)
      const others = finished.reduce((sum, value, i) => {
        const seenThere =
          finished.reduce((at, other) => at + normal((value - other) / blur).density, -normal(0).density) /
          blur
        return sum + Math.log(((known[i] as number) + seenThere) / finished.length)
      }, 0)
      const credit = others + Math.log(blur) + running(seen.running, (age) => at(parts, age).below)
      if (!best || credit > best.credit) best = { credit, parts }
    }
  return { formula, best }
}
