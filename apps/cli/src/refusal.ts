import { ApiError, type CreateRequest, type EngineInfo } from 'video-translation-client'
import { CliError, reportOf } from './errors.ts'
import { joinOr, nearMatches } from './input/near-matches.ts'

/** A longer list of languages is cut, because nobody would read it. */
const MOST_LANGUAGES = 40

/**
 * Adds the alternatives that the server offers to a refusal: engines, options or languages. Returns
 * any other error unchanged, also when the server does not list its engines.
 */
export async function explainRefusal(
  cause: unknown,
  request: Pick<CreateRequest, 'engine' | 'from'>,
  listEngines: () => Promise<EngineInfo[]>,
): Promise<unknown> {
  const fields = cause instanceof ApiError && cause.status === 422 ? (cause.problem?.errors ?? []) : []
  if (fields.length === 0) return cause
  const engines = await listEngines().catch(() => [])
  const advice = fields.map(({ pointer = '' }) => adviceOn(pointer, request, engines))
  const [first] = advice.filter((sentence) => sentence !== undefined)
  if (first === undefined) return cause
  const { message, code } = reportOf(cause)
  return new CliError('badInput', message, first, cause, code)
}

function adviceOn(
  pointer: string,
  { engine, from }: Pick<CreateRequest, 'engine' | 'from'>,
  engines: EngineInfo[],
): string | undefined {
  const [, field, option] = pointer.split('/')
  if (field === 'engine' && engine !== undefined)
    return didYouMean(
      '--engine ',
      engine,
      engines.map(({ name }) => name),
    )
  const chosen = engines.find(({ name }) => name === (engine ?? engines[0]?.name))
  if (!chosen) return undefined
  if (field === 'options' && option === 'voices') return 'List the voices with: video-translation voices'
  if (field === 'options' && option) return didYouMean('--option ', option, optionsOf(chosen))
  if (field === 'from')
    return offer(
      `${chosen.name} reads`,
      chosen.languages.map((pair) => pair.from),
    )
  if (field === 'to')
    return offer(`From ${from ?? 'these languages'} ${chosen.name} translates into`, targetsOf(chosen, from))
  return undefined
}

function didYouMean(flag: string, word: string, known: string[]): string | undefined {
  const near = known.includes(word) ? [] : nearMatches(word, known)
  return near.length > 0 ? `Did you mean ${joinOr(near.map((name) => flag + name))}?` : undefined
}

function optionsOf({ options }: EngineInfo): string[] {
  const { properties } = options
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

/** The target languages for a source language; a pair for `en` counts for `en-GB` too. */
function targetsOf({ languages }: EngineInfo, from: string | undefined): string[] {
  const [language] = (from ?? '').split('-')
  const pairs = languages.filter(
    (pair) => from === undefined || pair.from === '*' || pair.from.split('-')[0] === language,
  )
  return [...new Set(pairs.flatMap(({ to }) => to))]
}

/** A variant of a language, such as `ca-valencia` or Apertium's `ca-iec2017`. */
const VARIANT = /-(?:\d\w{3}|\w{5,8})(?:-|$)/

/** Lists the tags. Undefined for an engine that takes any language. */
function offer(start: string, all: string[]): string | undefined {
  const tags = all.filter((tag) => !VARIANT.test(tag))
  if (tags.length === 0 || tags.includes('*')) return undefined
  const rest = tags.length > MOST_LANGUAGES ? `, and ${tags.length - MOST_LANGUAGES} more` : ''
  return `${start}: ${tags.slice(0, MOST_LANGUAGES).join(', ')}${rest}.`
}
