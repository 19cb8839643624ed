import { EngineError } from '../../../../engine-error.ts'
import { hasForeignMarkup } from './checks/decoration.ts'
import { findJson } from './json.ts'
import type { ChatLine } from './lines.ts'
import { askSummary, type ChatMessage } from './prompt.ts'
import { withoutThinking } from './thinking.ts'

/** What a model found in the whole transcript before it translates parts of it. */
export interface Notes {
  about?: string
  /** Terms of the transcript with their translations. */
  terms: Record<string, string>
}

/** Longer transcripts are read in parts, spread over the whole. */
const MAX_CHARS = 24_000
const PARTS = 6
const MAX_SUMMARY_CHARS = 600
const MAX_TERMS = 40
const MAX_TERM_CHARS = 60

/**
 * Asks the model for a summary and the terms of the transcript. The work goes on without them if
 * the model cannot.
 */
export async function summarise(
  lines: readonly ChatLine[],
  { from, to }: { from: string; to: string },
  ask: (messages: ChatMessage[]) => Promise<string>,
): Promise<Notes> {
  const parts = excerpt(lines).map(({ at, text }) => ({ id: String(at), text }))
  try {
    return readNotes(await ask(askSummary({ from, to, lines: parts })), lines)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return { terms: {} }
  }
}

function excerpt(lines: readonly ChatLine[]): ChatLine[] {
  const chars = lines.reduce((sum, { text }) => sum + text.length, 0)
  if (chars <= MAX_CHARS) return [...lines]
  const share = MAX_CHARS / chars
  const size = Math.ceil(lines.length / PARTS)
  return lines.filter((_, index) => index % size < size * share)
}

/** The notes come from the transcript, which may lie, so they are kept short and to the point. */
export function readNotes(content: string, lines: readonly ChatLine[]): Notes {
  const notes = findJson(withoutThinking(content)).findLast(isNotes)
  if (!notes) return { terms: {} }
  const about = typeof notes.summary === 'string' ? oneLine(notes.summary).slice(0, MAX_SUMMARY_CHARS) : ''
  return { ...(about !== '' && { about }), terms: termsIn(notes.terms, lines) }
}

function isNotes(value: unknown): value is { summary?: unknown; terms?: unknown } {
  return typeof value === 'object' && value !== null && ('summary' in value || 'terms' in value)
}

function termsIn(terms: unknown, lines: readonly ChatLine[]): Record<string, string> {
  if (typeof terms !== 'object' || terms === null) return {}
  const transcript = lines.map(({ text }) => text.toLowerCase()).join('\n')
  const usable = Object.entries(terms)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([term, translation]) => [oneLine(term), oneLine(translation)] as const)
    .filter(([term, translation]) => isTerm(term) && isTerm(translation))
    .filter(([term]) => transcript.includes(term.toLowerCase()))
  return Object.fromEntries(usable.slice(0, MAX_TERMS))
}

function isTerm(text: string): boolean {
  return text !== '' && text.length <= MAX_TERM_CHARS && !hasForeignMarkup(text, '')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
