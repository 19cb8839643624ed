import { endsClause, endsSentence } from '../../../phrases/sentences.ts'

/** A pause of the voice. */
export interface Pause {
  /** Seconds of voice before it, without other pauses. */
  at: number
  seconds: number
  /** Whether it is so short that it may as well be a sound, such as a `p`. Only signs match it. */
  isFaint: boolean
}

/** An edge between words that stands at a pause. */
export interface Anchor {
  /** Number of words before it. */
  edge: number
  /** Seconds of voice before it. */
  at: number
}

/** No word moves further than this. */
const REACH_SECONDS = 1.5
/** How much the pace of speech varies: for any length, and for each second. */
const LEAST_DEVIATION_SECONDS = 0.1
const DEVIATION = 0.2
/** A pause of this length is as good as any longer one. */
const CLEAR_SECONDS = 0.2

type EdgeKind = 'sentence' | 'clause' | 'word'

/** What it is worth that such an edge stands at a pause: at any, and more at a clear one. */
const WORTH: Record<EdgeKind, { any: number; clear: number }> = {
  sentence: { any: 1, clear: 5 },
  clause: { any: 0.5, clear: 2.5 },
  word: { any: 0, clear: 1 },
}
/** What it costs that a clear pause stands within a word. */
const SKIP_COST = 2

/** What is matched: edges as seconds of voice before each word and after the last one. */
interface Matching {
  edges: readonly number[]
  pauses: readonly Pause[]
  /** What it costs to leave out all pauses before each one. */
  skips: readonly number[]
}

/** The cheapest way to match pauses and edges up to this pair. */
interface Step extends Anchor {
  /** Number of the pause. */
  pause: number
  cost: number
  before?: Step
}

/**
 * Finds the edges between words where the pauses stand: at signs, and so that the pace of the words
 * between them varies little. Dynamic programming over all pairs that are near enough.
 * @param edges seconds of voice before each word and after the last one, if the pace were even
 */
export function matchPauses(
  texts: readonly string[],
  edges: readonly number[],
  pauses: readonly Pause[],
): Anchor[] {
  const matching = { edges, pauses, skips: skipsOf(pauses) }
  const kinds = texts.slice(0, -1).map(kindOf)
  const steps: Step[] = [{ edge: 0, at: 0, pause: -1, cost: 0 }]
  for (const [number, pause] of pauses.entries()) {
    const pairs = kinds.flatMap((kind, index) => {
      const edge = index + 1
      if (!canMatch(kind, edges[edge] ?? 0, pause)) return []
      return [stepTo({ edge, at: pause.at, pause: number }, worthOf(kind, pause), steps, matching)]
    })
    steps.push(...pairs)
  }
  const end = { edge: texts.length, at: edges[texts.length] ?? 0, pause: pauses.length }
  return pathTo(stepTo(end, 0, steps, matching))
}

function kindOf(text: string): EdgeKind {
  if (endsSentence(text)) return 'sentence'
  return endsClause(text) ? 'clause' : 'word'
}

function canMatch(kind: EdgeKind, edge: number, { at, isFaint }: Pause): boolean {
  return Math.abs(edge - at) <= REACH_SECONDS && !(isFaint && kind === 'word')
}

function worthOf(kind: EdgeKind, pause: Pause): number {
  const { any, clear } = WORTH[kind]
  return any + clear * clarityOf(pause)
}

function clarityOf({ seconds }: Pause): number {
  return Math.min(1, seconds / CLEAR_SECONDS)
}

/** A faint pause may always be a sound. */
function skipsOf(pauses: readonly Pause[]): number[] {
  const skips = [0]
  for (const pause of pauses)
    skips.push((skips.at(-1) ?? 0) + (pause.isFaint ? 0 : SKIP_COST * clarityOf(pause)))
  return skips
}

/** The first of the steps, at the start of the voice, comes before every other one. */
function stepTo(
  anchor: Anchor & { pause: number },
  worth: number,
  steps: readonly Step[],
  { edges, skips }: Matching,
): Step {
  let best: Step = { ...anchor, cost: Infinity }
  for (const before of steps) {
    if (before.edge >= anchor.edge || before.pause >= anchor.pause) continue
    const skipped = (skips[anchor.pause] ?? 0) - (skips[before.pause + 1] ?? 0)
    const expected = (edges[anchor.edge] ?? 0) - (edges[before.edge] ?? 0)
    const cost = before.cost + skipped + paceCost(anchor.at - before.at, expected) - worth
    if (cost < best.cost) best = { ...anchor, cost, before }
  }
  return best
}

/** The less usual it is that the words take so long, the more. Single words may be far off. */
function paceCost(seconds: number, expected: number): number {
  const deviation = LEAST_DEVIATION_SECONDS + DEVIATION * expected
  const far = Math.abs(seconds - expected) / deviation
  return far < 1 ? far ** 2 / 2 : far - 1 / 2
}

function pathTo(last: Step): Anchor[] {
  const anchors: Anchor[] = []
  for (let step: Step | undefined = last; step; step = step.before)
    anchors.push({ edge: step.edge, at: step.at })
  return anchors.toReversed()
}
