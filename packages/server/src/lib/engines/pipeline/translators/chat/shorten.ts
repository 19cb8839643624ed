import { EngineError } from '../../../../engine-error.ts'
import { inParallel } from '../../../../in-parallel.ts'
import { cutBatches, type ChatLine } from './lines.ts'
import { askShorter } from './prompt.ts'
import { askForLines, type ChatRun } from './run.ts'

const ROUNDS = 2
/** Share of the budget above which a line is shortened. A smaller excess is spoken faster. */
const SHORTEN_ABOVE = 1.25
/** A shortened line below this share of the budget has lost its meaning. */
const TOO_SHORT = 1 / 3

/** Shortens lines far over their budget. A failure leaves the translations unchanged. */
export async function shortenAll(spoken: readonly ChatLine[], run: ChatRun): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const long = spoken.filter((line) => isFarTooLong(line, run.results[line.at]))
    if (long.length === 0) return
    await shorten(long, run).catch((error: unknown) => {
      run.options.signal.throwIfAborted()
      if (!(error instanceof EngineError)) throw error
    })
  }
}

/** Whether a line is asked for again, in fewer words. */
export function isFarTooLong({ max = Infinity }: ChatLine, text: string | undefined): boolean {
  return lengthOf(text) > max * SHORTEN_ABOVE
}

async function shorten(long: readonly ChatLine[], run: ChatRun): Promise<void> {
  const { batchLines, batchChars, concurrency } = run.settings
  const lines = long.map((line) => ({ ...line, translated: run.results[line.at] ?? '' }))
  const batches = cutBatches(lines, batchLines, batchChars).slice(0, run.requestsLeft)
  await inParallel(batches, { concurrency, signal: run.options.signal }, async (batch, signal) => {
    const { taken } = await askForLines(batch, run, askShorter, signal)
    for (const { line, text } of taken) takeIfShorter(line, text, run)
  })
}

function takeIfShorter({ at, max = 0 }: ChatLine, text: string, { results }: ChatRun): void {
  const length = lengthOf(text)
  if (length < lengthOf(results[at]) && length >= max * TOO_SHORT) results[at] = text
}

function lengthOf(text = ''): number {
  return [...text].length
}
