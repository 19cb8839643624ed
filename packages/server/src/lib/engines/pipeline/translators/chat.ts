import { createHash } from 'node:crypto'
import { inParallel } from '../../../in-parallel.ts'
import { proxiedFetch } from '../../../net/proxy.ts'
import { EngineError } from '../../../engine-error.ts'
import type { Line, TranslateOptions, Translator } from '../providers/providers.ts'
import { readAnswer } from './chat-answer.ts'
import { cutBatches } from './chat-batches.ts'
import { askModel, REFUSED, withoutSecrets, type ChatEndpoint, type ChatRetry } from './chat-endpoint.ts'
import {
  askShorter,
  askTranslation,
  PROMPT_VERSION,
  type AskedLine,
  type Message,
  type Question,
} from './chat-prompt.ts'

export interface ChatTranslatorOptions {
  /** Where `/chat/completions` is, e.g. `https://api.openai.com/v1`. */
  baseUrl: string
  apiKey?: string
  model: string
  /** Name for options, manifests and reports. Default: `chat`. */
  name?: string
  /** Terms and their translations by target language: `{ es: { server: 'servidor' } }`. */
  glossary?: Record<string, Record<string, string>>
  /** Default: the global one. */
  fetch?: typeof fetch
  /** For one request. Default: 120,000. */
  timeoutMs?: number
  /** Most lines asked for at once. Default: 30. */
  batchLines?: number
  /** Most characters asked for at once; a longer line goes alone. Default: 4,000. */
  batchChars?: number
  /** Requests under way at once, for each translation. Default: 4. */
  concurrency?: number
  /** Default: 5 repetitions, from 0.5 s to 30 s. */
  retry?: Partial<ChatRetry>
}

/** Lines that came back malformed or not at all are asked for so often, in ever smaller batches. */
const ROUNDS = 4
/** After two rounds in which not one line came, a few single lines tell whether there is any hope. */
const BARREN_ROUNDS = 2
const SAMPLE_LINES = 3
const SHORTENING_ROUNDS = 2
/** A line this far over its budget is asked for again, shorter; less can be spoken a little faster. */
const FAR_OVER = 1.25
/** A "shorter version" below this share of the budget has lost the meaning. */
const TOO_SHORT = 1 / 3
const CONTEXT_BEFORE = 3
const CONTEXT_AFTER = 2

/**
 * Translates with a language model behind an OpenAI-compatible chat endpoint, any pair it knows. Each line is matched to
 * its translation by id; a line that the model does not deliver is an empty string, with the warning `lines_untranslated`.
 * @throws TypeError for a base URL that is none, or without a model.
 */
export function createChatTranslator(options: ChatTranslatorOptions): Translator {
  const settings = settle(options)
  return {
    name: options.name ?? 'chat',
    identity: async () => identify(options),
    missing: async () => undefined,
    pairs: async () => [{ from: '*', to: ['*'] }],
    translate: (lines, translateOptions) => translateLines(lines, translateOptions, settings),
  }
}

/**
 * The endpoint that the environment configures: VIDEO_TRANSLATION_CHAT_URL, VIDEO_TRANSLATION_CHAT_MODEL and, where the
 * endpoint wants one, VIDEO_TRANSLATION_CHAT_KEY; undefined when none is.
 * @throws TypeError when the URL is given without the model, or the other way round.
 */
export function chatOptionsFrom(env: Record<string, string | undefined>): ChatTranslatorOptions | undefined {
  const { VIDEO_TRANSLATION_CHAT_URL: baseUrl, VIDEO_TRANSLATION_CHAT_MODEL: model } = env
  if (!baseUrl && !model) return undefined
  if (!baseUrl || !model) {
    const missing = baseUrl ? 'VIDEO_TRANSLATION_CHAT_MODEL' : 'VIDEO_TRANSLATION_CHAT_URL'
    throw new TypeError(`${missing} is not set; a chat endpoint needs its URL and a model`)
  }
  return { baseUrl, model, apiKey: env['VIDEO_TRANSLATION_CHAT_KEY'] || undefined }
}

interface Settings {
  endpoint: ChatEndpoint
  batchLines: number
  batchChars: number
  concurrency: number
  glossary: Record<string, Record<string, string>>
}

function settle(options: ChatTranslatorOptions): Settings {
  const {
    baseUrl,
    apiKey,
    model,
    timeoutMs = 120_000,
    batchLines = 30,
    batchChars = 4000,
    concurrency = 4,
  } = options
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new TypeError('The base URL of the chat endpoint must be like https://host/v1')
  }
  if (!model) throw new TypeError('The chat endpoint needs the name of a model')
  const retry = { limit: 5, minDelayMs: 500, maxDelayMs: 30_000, ...options.retry }
  const endpoint = { baseUrl, apiKey, model, timeoutMs, retry, fetch: options.fetch ?? proxiedFetch }
  return { endpoint, batchLines, batchChars, concurrency, glossary: options.glossary ?? {} }
}

/** Never the key: it stands in manifests. */
function identify({ name = 'chat', model, baseUrl, glossary = {} }: ChatTranslatorOptions): string {
  const terms = createHash('sha256').update(JSON.stringify(glossary)).digest('hex').slice(0, 12)
  return `${name} ${model} ${withoutSecrets(baseUrl)} prompt=${PROMPT_VERSION} glossary=${terms}`
}

/** One call of `translate`. */
interface Job {
  source: string[]
  /** By index of the line. */
  results: string[]
  options: TranslateOptions
  settings: Settings
  /** What the endpoint said when it refused a batch; told when nothing else came. */
  refusal?: EngineError
}

async function translateLines(
  lines: Line[],
  options: TranslateOptions,
  settings: Settings,
): Promise<string[]> {
  options.signal.throwIfAborted()
  const source = lines.map(({ text }) => text.toWellFormed().replace(/\s+/g, ' ').trim())
  // What has no letters is the same in every language.
  const results = source.map((text) => (/\p{L}/u.test(text) ? '' : text))
  const spoken = lines.flatMap(({ budget }, id) =>
    results[id] === '' && source[id] ? [ask(id, source, budget)] : [],
  )
  const job: Job = { source, results, options, settings }
  await translateAll(spoken, job)
  warnOfMissing(spoken, job)
  await shortenAll(spoken, job)
  return results
}

function ask(id: number, source: string[], budget: number): AskedLine {
  const max = Number.isFinite(budget) && budget >= 1 ? { max: Math.floor(budget) } : {}
  return { id, text: source[id] ?? '', ...max }
}

/** Asks for all lines, then again and again only for those that did not come. */
async function translateAll(spoken: AskedLine[], job: Job): Promise<void> {
  const largest = Math.min(job.settings.batchLines, spoken.length)
  let missing = spoken
  let barren = 0
  for (let round = 0; round < ROUNDS && missing.length > 0; round++) {
    if (barren === BARREN_ROUNDS && !(await comesAlone(missing, job))) return
    const size = round === ROUNDS - 1 ? 1 : Math.ceil(largest / 3 ** round)
    const left = await askFor(
      missing.filter(({ id }) => !job.results[id]),
      size,
      job,
    )
    barren = left.length === missing.length ? barren + 1 : 0
    missing = left
  }
}

/** Whether a model that gave nothing in batches gives single lines. */
async function comesAlone(missing: AskedLine[], job: Job): Promise<boolean> {
  const sample = missing.slice(0, SAMPLE_LINES)
  return (await askFor(sample, 1, job)).length < sample.length
}

/** Resolves with the lines that did not come. */
async function askFor(lines: AskedLine[], batchLines: number, job: Job): Promise<AskedLine[]> {
  await askInBatches(lines, batchLines, job, askTranslation, (id, text) => {
    job.results[id] = text
  })
  return lines.filter(({ id }) => !job.results[id])
}

/** A dub without one translated word is a failure, and not a result with a warning. */
function warnOfMissing(spoken: AskedLine[], job: Job): void {
  const missing = spoken.filter(({ id }) => !job.results[id])
  if (missing.length === 0) return
  if (missing.length === spoken.length) {
    const said =
      job.refusal?.message ?? `The model ${job.settings.endpoint.model} gave no line in the form asked for`
    throw new EngineError('translation_failed', `None of ${spoken.length} lines was translated. ${said}`)
  }
  job.options.onWarning({
    code: 'lines_untranslated',
    message: `${missing.length} of ${spoken.length} lines could not be translated and stay silent: ${listIds(missing)}`,
  })
}

function listIds(lines: AskedLine[]): string {
  const numbers = lines.slice(0, 20).map(({ id }) => id + 1)
  return `line ${numbers.join(', ')}${lines.length > numbers.length ? ', ...' : ''}`
}

/** A wish, so its failure costs nothing but the wish. */
async function shortenAll(spoken: AskedLine[], job: Job): Promise<void> {
  for (let round = 0; round < SHORTENING_ROUNDS; round++) {
    const long = spoken.filter(
      ({ id, max }) => max !== undefined && lengthOf(job.results[id]) > max * FAR_OVER,
    )
    if (long.length === 0) return
    const lines = long.map((line) => ({ ...line, translated: job.results[line.id] }))
    const maxOf = new Map(long.map(({ id, max = 0 }) => [id, max]))
    const takeIfBetter = (id: number, text: string) => {
      const better = lengthOf(text) < lengthOf(job.results[id])
      if (better && lengthOf(text) >= (maxOf.get(id) ?? 0) * TOO_SHORT) job.results[id] = text
    }
    await askInBatches(lines, job.settings.batchLines, job, askShorter, takeIfBetter).catch(
      (error: unknown) => {
        job.options.signal.throwIfAborted()
        if (!(error instanceof EngineError)) throw error
      },
    )
  }
}

function lengthOf(text = ''): number {
  return [...text].length
}

async function askInBatches(
  lines: AskedLine[],
  batchLines: number,
  job: Job,
  phrase: (question: Question) => Message[],
  take: (id: number, text: string) => void,
): Promise<void> {
  const { settings, options } = job
  const batches = cutBatches(lines, batchLines, settings.batchChars)
  const { concurrency } = settings
  await inParallel(batches, { concurrency, signal: options.signal }, async (batch, signal) => {
    const answer = await askBatch(batch, job, phrase, signal)
    for (const [id, text] of answer) take(id, text)
    options.onProgress(fractionDone(job))
  })
}

async function askBatch(
  batch: AskedLine[],
  job: Job,
  phrase: (question: Question) => Message[],
  signal: AbortSignal,
): Promise<Map<number, string>> {
  try {
    const content = await askModel(job.settings.endpoint, phrase(toQuestion(batch, job)), signal)
    return readAnswer(content, new Set(batch.map(({ id }) => id)))
  } catch (error) {
    // Perhaps too much at once, perhaps one line that the endpoint will not have: smaller batches tell.
    if (!(error instanceof EngineError) || error.code !== REFUSED) throw error
    job.refusal = error
    return new Map()
  }
}

function toQuestion(lines: AskedLine[], { source, options, settings }: Job): Question {
  const first = lines[0]?.id ?? 0
  const last = lines.at(-1)?.id ?? 0
  return {
    from: options.from,
    to: options.to,
    glossary: termsIn(
      lines,
      settings.glossary[options.to] ?? settings.glossary[options.to.split('-')[0] ?? ''] ?? {},
    ),
    before: source.slice(Math.max(0, first - CONTEXT_BEFORE), first),
    lines,
    after: source.slice(last + 1, last + 1 + CONTEXT_AFTER),
  }
}

/** Only the terms that occur: a long glossary need not be read with every batch. */
function termsIn(lines: AskedLine[], glossary: Record<string, string>): Record<string, string> {
  const text = lines.map((line) => line.text.toLowerCase()).join('\n')
  return Object.fromEntries(Object.entries(glossary).filter(([term]) => text.includes(term.toLowerCase())))
}

function fractionDone({ results, source }: Job): number {
  const done = results.filter((text, id) => text !== '' || source[id] === '').length
  return done / results.length
}
