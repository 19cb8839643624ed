import { RefusedRequest } from '../../endpoints/send.ts'
import type { TranslateOptions } from '../../providers/providers.ts'
import { readAnswer } from './answer.ts'
import { askModel, type ChatEndpoint } from './endpoint.ts'
import { randomIds } from './ids.ts'
import { EQUAL_TO_SOURCE } from './checks/plausible-line.ts'
import { noteTexts, type GivenTexts } from './checks/duplicates.ts'
import { judgeAnswer, pairOf, type AskedLines, type Verdict } from './judge-answer.ts'
import type { ChatLine } from './lines.ts'
import type { ChatMessage, PromptInput } from './prompt.ts'
import type { Notes } from './summary.ts'

export interface LineSettings {
  endpoint: ChatEndpoint
  batchLines: number
  batchChars: number
  concurrency: number
  glossary: Record<string, Record<string, string>>
}

/** The state of one call. */
export interface ChatRun {
  /** The whole transcript. */
  source: readonly string[]
  /** Translations by the place of the line. */
  results: string[]
  options: TranslateOptions
  settings: LineSettings
  notes: Notes
  /** Requests that may still be sent. */
  requestsLeft: number
  /** Answers so far in which lines seemed to be shifted. */
  shifts: number
  /** Whether an answer had the source instead of a translation. */
  isEchoing: boolean
  given: GivenTexts
  /** What was wrong with the last answer that was not taken. */
  problem?: string
}

const CONTEXT_BEFORE = 6
const CONTEXT_AFTER = 4

/** Sends lines in one request, under new random ids, and judges the answer. */
export async function askForLines(
  lines: readonly ChatLine[],
  run: ChatRun,
  phrase: (input: PromptInput) => ChatMessage[],
  signal: AbortSignal,
): Promise<Verdict> {
  run.requestsLeft--
  const asked = toAsked(lines, run)
  const verdict = await askAndJudge(asked, run, phrase, signal)
  if (verdict.problem !== undefined) run.problem = verdict.problem
  if (verdict.isShifted) run.shifts++
  if (verdict.problem === EQUAL_TO_SOURCE) run.isEchoing = true
  return verdict
}

async function askAndJudge(
  asked: AskedLines,
  { options, settings, notes }: ChatRun,
  phrase: (input: PromptInput) => ChatMessage[],
  signal: AbortSignal,
): Promise<Verdict> {
  try {
    const content = await askModel(
      settings.endpoint,
      phrase(toPrompt(asked, options, settings, notes)),
      signal,
    )
    const items = readAnswer(content, new Set(asked.lines.keys()))
    noteTexts(
      asked.given,
      items.map((item) => pairOf(item, asked)),
    )
    return judgeAnswer(items, asked)
  } catch (error) {
    // The batch may be too large, or have one refused line. Smaller batches show which.
    if (!(error instanceof RefusedRequest)) throw error
    return { taken: [], rejected: [...asked.lines.values()], problem: error.message, isWhole: true }
  }
}

function toAsked(
  lines: readonly ChatLine[],
  { source, options: { from, to }, shifts, given, isEchoing }: ChatRun,
): AskedLines {
  const first = lines[0]?.at ?? 0
  const last = lines.at(-1)?.at ?? 0
  const ids = randomIds(lines.length)
  return {
    from,
    to,
    isSuspect: shifts > 0,
    isEchoing,
    given,
    before: source.slice(Math.max(0, first - CONTEXT_BEFORE), first),
    lines: new Map(lines.map((line, index) => [ids[index] ?? '', line])),
    after: source.slice(last + 1, last + 1 + CONTEXT_AFTER),
  }
}

function toPrompt(
  { from, to, lines, before, after }: AskedLines,
  { glossary, keep = [] }: TranslateOptions,
  settings: LineSettings,
  { about, terms }: Notes,
): PromptInput {
  const texts = [...lines.values()].map(({ text }) => text.toLowerCase()).join('\n')
  const occurs = (term: string) => texts.includes(term.toLowerCase())
  const own = settings.glossary[to] ?? settings.glossary[to.split('-')[0] ?? ''] ?? {}
  const kept = keep.filter(occurs)
  // Only the terms that occur, so that a long glossary is not sent with every batch.
  const used = Object.entries({ ...terms, ...own, ...glossary }).filter(([term]) => occurs(term))
  return {
    from,
    to,
    ...(about !== undefined && { about }),
    glossary: Object.fromEntries(used),
    ...(kept.length > 0 && { keep: kept }),
    before: [...before],
    lines: [...lines].map(([id, { at: _at, ...line }]) => ({ id, ...line })),
    after: [...after],
  }
}
