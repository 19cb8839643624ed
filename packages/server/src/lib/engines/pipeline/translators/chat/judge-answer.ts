import { hasExactly, type AnswerItem } from './answer.ts'
import { isMisaligned, type Surroundings } from './checks/alignment.ts'
import { withoutDecoration } from './checks/decoration.ts'
import { haveDuplicates, isOverused, type GivenTexts } from './checks/duplicates.ts'
import { EQUAL_TO_SOURCE, findLineProblem, isUnchanged, type LinePair } from './checks/plausible-line.ts'
import { plain } from './checks/weight.ts'
import type { ChatLine } from './lines.ts'

/** Lines that were asked for, by the ids of this request. */
export interface AskedLines extends Surroundings {
  from: string
  to: string
  lines: ReadonlyMap<string, ChatLine>
  /** All texts of this translation so far, those of this answer included. */
  given: GivenTexts
  /** Whether the model has answered with the source before. */
  isEchoing: boolean
}

/** What is taken of an answer. */
export interface Verdict {
  taken: { line: ChatLine; text: string }[]
  /** Lines to ask for again. */
  rejected: ChatLine[]
  /** Why lines were rejected. */
  problem?: string
  /** The answer as a whole was not taken, so a smaller request may go better. */
  isWhole: boolean
  /** The ids were right, but lines seemed to stand under those of others. */
  isShifted?: boolean
}

/** Share of bad lines above which no line of the answer is believed. */
const MAX_BAD_SHARE = 0.5

/**
 * Decides which lines of an answer are taken: none if its ids are not exactly those asked for, or
 * if lines seem to be shifted, joined or doubled; else those that are plausible.
 */
export function judgeAnswer(items: readonly AnswerItem[], asked: AskedLines): Verdict {
  const whole = (problem: string): Verdict => ({
    taken: [],
    rejected: [...asked.lines.values()],
    problem,
    isWhole: true,
  })
  if (!hasExactly(items, new Set(asked.lines.keys()))) return whole('without exactly the ids asked for')
  const shifted = (problem: string): Verdict => ({ ...whole(problem), isShifted: true })
  if (items.some((item) => beginsElsewhere(item, asked))) return shifted('with lines shifted')
  // Shifts are found between neighbours of the source.
  const inOrder = [...asked.lines.keys()].flatMap((id) => items.find((item) => item.id === id) ?? [])
  const pairs = inOrder.map((item) => pairOf(item, asked))
  if (haveDuplicates(pairs)) return shifted('with lines joined or doubled')
  if (isMisaligned(pairs, asked)) return shifted('with lines shifted')
  const problems = pairs.map((pair) => problemOf(pair, asked))
  const bad = problems.filter((problem) => problem !== undefined)
  if (bad.includes('empty') || isMostlyUnchanged(pairs, asked)) return whole(bad[0] ?? EQUAL_TO_SOURCE)
  if (bad.length > items.length * MAX_BAD_SHARE) return whole(bad[0] ?? '')
  return sortOut(inOrder, asked, pairs, problems)
}

function problemOf(pair: LinePair, { from, to, given, isEchoing }: AskedLines): string | undefined {
  if (isEchoing && isUnchanged(pair)) return EQUAL_TO_SOURCE
  return isOverused(pair, given) ? 'with one text for several lines' : findLineProblem(pair, from, to)
}

function sortOut(
  items: readonly AnswerItem[],
  { lines }: AskedLines,
  pairs: readonly LinePair[],
  problems: readonly (string | undefined)[],
): Verdict {
  const verdict: Verdict = { taken: [], rejected: [], isWhole: false }
  for (const [at, { id }] of items.entries()) {
    const line = lines.get(id)
    if (!line) continue
    const problem = problems[at]
    if (problem === undefined) verdict.taken.push({ line, text: pairs[at]?.text ?? '' })
    else verdict.rejected.push(line)
    if (problem !== undefined) verdict.problem = problem
  }
  return verdict
}

/** The line of an element, and its text without decoration. */
export function pairOf({ id, text }: AnswerItem, { lines }: AskedLines): LinePair {
  const line = lines.get(id)
  const source = line?.text ?? ''
  return { source, text: withoutDecoration(text, source), ...(line?.max && { max: line.max }) }
}

/** Whether the words that the model copied from a line are those of another one. */
function beginsElsewhere({ id, begins }: AnswerItem, { lines }: AskedLines): boolean {
  const copied = plain(begins ?? '')
  const source = plain(lines.get(id)?.text ?? '')
  if (copied === '' || source.startsWith(copied)) return false
  // The model may have copied carelessly: only the words of another line are a proof.
  return [...lines].some(([other, line]) => other !== id && plain(line.text).startsWith(copied))
}

function isMostlyUnchanged(pairs: readonly LinePair[], { from, to }: AskedLines): boolean {
  if (from.split('-')[0] === to.split('-')[0]) return false
  const unchanged = pairs.filter(isUnchanged).length
  return unchanged >= 2 && unchanged > pairs.length * MAX_BAD_SHARE
}
