import { EngineError } from '../../../../engine-error.ts'
import { inParallel } from '../../../../in-parallel.ts'
import type { Line, TranslateOptions } from '../../providers/providers.ts'
import { readAnswer } from './answer.ts'
import { cutBatches } from './batches.ts'
import { askModel, REFUSED, type ChatEndpoint } from './endpoint.ts'
import { askShorter, askTranslation, type ChatMessage, type PromptInput, type PromptLine } from './prompt.ts'

export interface LineSettings {
  endpoint: ChatEndpoint
  batchLines: number
  batchChars: number
  concurrency: number
  glossary: Record<string, Record<string, string>>
}

/** Most rounds in which lines that are missing are asked for again, in ever smaller batches. */
const MAX_ROUNDS = 4
/** After so many rounds without any line, single lines show whether the model can answer. */
const MAX_EMPTY_ROUNDS = 2
const SAMPLE_LINES = 3
const SHORTENING_ROUNDS = 2
/** Share of the budget above which a line is shortened. A smaller excess is spoken faster. */
const SHORTEN_ABOVE = 1.25
/** A shortened line below this share of the budget has lost its meaning. */
const TOO_SHORT = 1 / 3
const CONTEXT_BEFORE = 3
const CONTEXT_AFTER = 2

/** The state of one call. */
interface CallState {
  source: string[]
  /** Translations by the index of the line. */
  results: string[]
  options: TranslateOptions
  settings: LineSettings
  /** The endpoint's last refusal of a batch, for the error if nothing is translated. */
  refusal?: EngineError
}

/** @throws EngineError `translation_failed` if no line at all is translated. */
export async function translateLines(
  lines: Line[],
  options: TranslateOptions,
  settings: LineSettings,
): Promise<string[]> {
  options.signal.throwIfAborted()
  const source = lines.map(({ text }) => text.toWellFormed().replace(/\s+/g, ' ').trim())
  // A line without letters is the same in every language.
  const results = source.map((text) => (/\p{L}/u.test(text) ? '' : text))
  const spoken = lines.flatMap(({ budget }, id) =>
    results[id] === '' && source[id] ? [toPromptLine(id, source[id], budget)] : [],
  )
  const call: CallState = { source, results, options, settings }
  await translateAll(spoken, call)
  reportMissing(spoken, call)
  await shortenAll(spoken, call)
  return results
}

function toPromptLine(id: number, text: string, budget: number): PromptLine {
  const max = Number.isFinite(budget) && budget >= 1 ? { max: Math.floor(budget) } : {}
  return { id, text, ...max }
}

/** Asks for all lines, and then only for the missing ones. */
async function translateAll(spoken: PromptLine[], call: CallState): Promise<void> {
  const largest = Math.min(call.settings.batchLines, spoken.length)
  let missing = spoken
  let emptyRounds = 0
  for (let round = 0; round < MAX_ROUNDS && missing.length > 0; round++) {
    if (emptyRounds === MAX_EMPTY_ROUNDS && !(await answersSingleLines(missing, call))) return
    const size = round === MAX_ROUNDS - 1 ? 1 : Math.ceil(largest / 3 ** round)
    const before = missing.length
    missing = await askFor(missingOf(missing, call), size, call)
    emptyRounds = missing.length === before ? emptyRounds + 1 : 0
  }
}

async function answersSingleLines(missing: PromptLine[], call: CallState): Promise<boolean> {
  const sample = missing.slice(0, SAMPLE_LINES)
  return (await askFor(sample, 1, call)).length < sample.length
}

/** Resolves with the lines that are still missing. */
async function askFor(lines: PromptLine[], batchLines: number, call: CallState): Promise<PromptLine[]> {
  await askInBatches(lines, batchLines, call, askTranslation, (id, text) => {
    call.results[id] = text
  })
  return missingOf(lines, call)
}

function missingOf(lines: PromptLine[], { results }: CallState): PromptLine[] {
  return lines.filter(({ id }) => !results[id])
}

/** Some missing lines are a warning. A dub without a translated word is a failure. */
function reportMissing(spoken: PromptLine[], call: CallState): void {
  const { refusal, settings, options } = call
  const missing = missingOf(spoken, call)
  if (missing.length === 0) return
  if (missing.length === spoken.length) {
    const reason =
      refusal?.message ?? `The model ${settings.endpoint.model} returned no line in the requested form.`
    throw new EngineError('translation_failed', `None of ${spoken.length} lines was translated. ${reason}`)
  }
  options.onWarning({
    code: 'lines_untranslated',
    message: `${missing.length} of ${spoken.length} lines could not be translated and stay silent: ${listIds(missing)}.`,
  })
}

function listIds(lines: PromptLine[]): string {
  const numbers = lines.slice(0, 20).map(({ id }) => id + 1)
  return `line ${numbers.join(', ')}${lines.length > numbers.length ? ', ...' : ''}`
}

/** Shortens lines far over their budget. A failure leaves the translations unchanged. */
async function shortenAll(spoken: PromptLine[], call: CallState): Promise<void> {
  for (let round = 0; round < SHORTENING_ROUNDS; round++) {
    const long = spoken.filter(
      ({ id, max }) => max !== undefined && lengthOf(call.results[id]) > max * SHORTEN_ABOVE,
    )
    if (long.length === 0) return
    await shorten(long, call).catch((error: unknown) => {
      call.options.signal.throwIfAborted()
      if (!(error instanceof EngineError)) throw error
    })
  }
}

async function shorten(long: PromptLine[], call: CallState): Promise<void> {
  const lines = long.map((line) => ({ ...line, translated: call.results[line.id] }))
  const maxOf = new Map(long.map(({ id, max = 0 }) => [id, max]))
  await askInBatches(lines, call.settings.batchLines, call, askShorter, (id, text) => {
    const length = lengthOf(text)
    const isShorter = length < lengthOf(call.results[id])
    if (isShorter && length >= (maxOf.get(id) ?? 0) * TOO_SHORT) call.results[id] = text
  })
}

function lengthOf(text = ''): number {
  return [...text].length
}

async function askInBatches(
  lines: PromptLine[],
  batchLines: number,
  call: CallState,
  phrase: (input: PromptInput) => ChatMessage[],
  take: (id: number, text: string) => void,
): Promise<void> {
  const { batchChars, concurrency } = call.settings
  const { signal, onProgress } = call.options
  const batches = cutBatches(lines, batchLines, batchChars)
  await inParallel(batches, { concurrency, signal }, async (batch, signal) => {
    const answer = await askBatch(batch, call, phrase, signal)
    for (const [id, text] of answer) take(id, text)
    onProgress(fractionDone(call))
  })
}

async function askBatch(
  batch: PromptLine[],
  call: CallState,
  phrase: (input: PromptInput) => ChatMessage[],
  signal: AbortSignal,
): Promise<Map<number, string>> {
  try {
    const content = await askModel(call.settings.endpoint, phrase(toPromptInput(batch, call)), signal)
    return readAnswer(content, new Set(batch.map(({ id }) => id)))
  } catch (error) {
    // The batch may be too large, or have one refused line. Smaller batches show which.
    if (!(error instanceof EngineError) || error.code !== REFUSED) throw error
    call.refusal = error
    return new Map()
  }
}

function toPromptInput(lines: PromptLine[], { source, options, settings }: CallState): PromptInput {
  const { from, to } = options
  const first = lines[0]?.id ?? 0
  const last = lines.at(-1)?.id ?? 0
  const glossary = settings.glossary[to] ?? settings.glossary[to.split('-')[0] ?? ''] ?? {}
  return {
    from,
    to,
    glossary: termsIn(lines, glossary),
    before: source.slice(Math.max(0, first - CONTEXT_BEFORE), first),
    lines,
    after: source.slice(last + 1, last + 1 + CONTEXT_AFTER),
  }
}

/** Only the terms that occur, so that a long glossary is not sent with every batch. */
function termsIn(lines: PromptLine[], glossary: Record<string, string>): Record<string, string> {
  const text = lines.map((line) => line.text.toLowerCase()).join('\n')
  return Object.fromEntries(Object.entries(glossary).filter(([term]) => text.includes(term.toLowerCase())))
}

function fractionDone({ results, source }: CallState): number {
  const done = results.filter((text, id) => text !== '' || source[id] === '').length
  return done / results.length
}
