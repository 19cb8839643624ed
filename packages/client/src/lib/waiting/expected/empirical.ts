import { chance, foretold, type Juror } from './jury.ts'
import { type Law, type Part, scaled } from './law.ts'
import { isEnd, type Span, vagueness } from './scatter.ts'

const BLURS = [0.04, 0.08, 0.16, 0.35]
/**
 * What was seen must foretell better than a law with two parameters by this much (as a logarithm) and, since few values fall into
 * clusters by chance, by the more the less each is blurred.
 */
const HANDICAP = 1

/**
 * What was really seen as a law: each end blurred. For two humps, hard edges and whatever no formula foresees. `expected` is the
 * law of the formulas: it fills the gaps, worth one end. The credit is that of each foretold from all the others, since an end
 * foretells itself too well.
 */
export function empirical(spans: readonly Span[], expected: Law): Juror {
  const ends = spans.filter(isEnd)
  const running = spans.filter((span) => !isEnd(span))
  const fallback = ends.map((span) => chance(span, expected))
  const jurors = BLURS.map((blur): Juror => {
    const kernels = ends.map((span): Part => [
      1,
      (span[0] + span[1]) / 2,
      Math.sqrt(blur ** 2 + vagueness(span)),
    ])
    const others = ends.map((span, i) => chance(span, kernels) - chance(span, kernels.slice(i, i + 1)))
    const law = scaled([...expected, ...kernels], 1 / (ends.length + 1))
    const credit = others.reduce(
      (sum, other, i) => sum + Math.log(((fallback[i] as number) + other) / ends.length),
      Math.log(blur) - HANDICAP + foretold(running, law),
    )
    return { credit, law }
  })
  return jurors.reduce((a, b) => (b.credit > a.credit ? b : a))
}
