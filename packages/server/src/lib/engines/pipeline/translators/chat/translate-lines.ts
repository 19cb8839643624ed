import { EngineError } from '../../../../engine-error.ts'
import type { Line, TranslateOptions } from '../../providers/providers.ts'
import { askAll } from './ask-all.ts'
import { askModel } from './endpoint.ts'
import { cutBatches, type ChatLine } from './lines.ts'
import type { ChatRun, LineSettings } from './run.ts'
import { shortenAll } from './shorten.ts'
import { summarise } from './summary.ts'

/** A translation may cost this many times the requests of one in which all goes well. */
const MAX_REQUESTS_FACTOR = 3
/** Fewer lines are in view at once anyway. */
const MIN_LINES_OF_SUMMARY = 3
/** Share of untranslated lines above which the result is of no use. */
const MAX_MISSING_SHARE = 0.5

/** @throws EngineError `translation_failed` if most lines could not be translated. */
export async function translateLines(
  lines: Line[],
  options: TranslateOptions,
  settings: LineSettings,
): Promise<string[]> {
  options.signal.throwIfAborted()
  const source = lines.map(({ text }) => text.toWellFormed().replace(/\s+/g, ' ').trim())
  // A line without letters is the same in every language.
  const results = source.map((text, at) => lines[at]?.known ?? (/\p{L}/u.test(text) ? '' : text))
  const spoken = lines.flatMap(({ budget }, at) =>
    results[at] === '' && source[at] ? [toChatLine(at, source[at], budget)] : [],
  )
  const run = startRun(spoken, { source, results, options, settings })
  if (spoken.length >= MIN_LINES_OF_SUMMARY) run.notes = await takeNotes(spoken, run)
  await askAll(spoken, run)
  reportMissing(spoken, run)
  await shortenAll(spoken, run)
  return results
}

function toChatLine(at: number, text: string, budget: number): ChatLine {
  const max = Number.isFinite(budget) && budget >= 1 ? { max: Math.floor(budget) } : {}
  return { at, text, ...max }
}

function startRun(
  spoken: readonly ChatLine[],
  call: Pick<ChatRun, 'source' | 'results' | 'options' | 'settings'>,
): ChatRun {
  const { batchLines, batchChars } = call.settings
  const planned = cutBatches(spoken, batchLines, batchChars).length
  const summary = spoken.length >= MIN_LINES_OF_SUMMARY ? 1 : 0
  return {
    ...call,
    notes: { terms: {} },
    shifts: 0,
    isEchoing: false,
    given: new Map(),
    requestsLeft: MAX_REQUESTS_FACTOR * (planned + summary),
  }
}

function takeNotes(spoken: readonly ChatLine[], run: ChatRun) {
  const { endpoint } = run.settings
  const { signal } = run.options
  run.requestsLeft--
  // Nothing depends on the notes, so a failure is not worth many retries.
  const patient = { ...endpoint, retry: { ...endpoint.retry, limit: Math.min(1, endpoint.retry.limit) } }
  return summarise(spoken, run.options, (messages) => askModel(patient, messages, signal))
}

/** Some missing lines are a warning. A result that lacks most of them is a failure. */
function reportMissing(spoken: readonly ChatLine[], { results, problem, settings, options }: ChatRun): void {
  const missing = spoken.filter(({ at }) => !results[at])
  if (missing.length === 0) return
  if (missing.length > spoken.length * MAX_MISSING_SHARE) {
    const count = missing.length === spoken.length ? 'None' : `Only ${spoken.length - missing.length}`
    const reason = describeProblem(problem, settings.endpoint.model)
    throw new EngineError(
      'translation_failed',
      `${count} of ${spoken.length} lines was translated. ${reason}`,
    )
  }
  options.onWarning({
    code: 'lines_untranslated',
    message: `${missing.length} of ${spoken.length} lines could not be translated and stay silent: ${listIds(missing)}.`,
  })
}

function describeProblem(problem: string | undefined, model: string): string {
  if (problem?.startsWith('The chat endpoint')) return problem
  return (
    `The model ${model} gave answers ${problem ?? 'that could not be used'}. Use a larger model, or ask for fewer ` +
    'lines at once (VIDEO_TRANSLATION_CHAT_BATCH_LINES).'
  )
}

function listIds(lines: readonly ChatLine[]): string {
  const numbers = lines.slice(0, 20).map(({ at }) => at + 1)
  return `line ${numbers.join(', ')}${lines.length > numbers.length ? ', ...' : ''}`
}
