import { invalid } from './errors.ts'

/** What an option takes: something of a kind, or one of some names. */
export type OptionKind = keyof typeof KINDS | readonly string[]

/** The kind of each option there is. */
export type OptionKinds<Options> = Record<keyof Options, OptionKind>

const KINDS = {
  function: 'a function',
  boolean: 'true or false',
  string: 'a string',
  object: 'an object',
  number: 'a number from 0 on',
  positive: 'a number from 1 on',
  limit: 'a whole number from 0 on, or Infinity',
  count: 'a whole number from 1 on, or Infinity',
}

/**
 * Refuses an option that does not exist, or whose value cannot work: neither is ever ignored.
 * Options that are undefined count as not given.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options,
  kinds: OptionKinds<Options>,
): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    if (!Object.hasOwn(kinds, name))
      throw invalid(`${owner} has no option \`${name}\`. Its options are ${Object.keys(kinds).join(', ')}.`)
    const kind: OptionKind = kinds[name as keyof Options]
    if (!fits(value, kind)) throw invalid(`\`${name}\` of ${owner} has to be ${describe(kind)}.`)
  }
}

function describe(kind: OptionKind): string {
  return typeof kind === 'string' ? KINDS[kind] : `one of ${kind.join(', ')}`
}

function fits(value: unknown, kind: OptionKind): boolean {
  if (typeof kind !== 'string')
    return kind.includes(typeof value === 'function' ? 'a function' : String(value))
  if (typeof value !== 'number') return typeof value === kind && value !== null
  const isWhole = value === Math.floor(value)
  if (kind === 'number' || kind === 'limit') return value >= 0 && (isWhole || kind === 'number')
  return value >= 1 && (kind === 'positive' || (kind === 'count' && isWhole))
}

/**
 * Refuses an object that lacks a method, at once and not where it is first called.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function checkMethods<Given extends object>(
  name: string,
  given: Given,
  methods: readonly (keyof Given & string)[],
): void {
  const lacking = methods.find((method) => typeof given[method] !== 'function')
  if (lacking) throw invalid(`\`${name}\` of the client lacks the method \`${lacking}\`.`)
}

/** The options given, and the defaults for those that are absent or undefined. */
export function withDefaults<Defaults extends object, Options extends object>(
  defaults: Defaults,
  options: Options,
): Defaults & Options {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return { ...defaults, ...(Object.fromEntries(given) as Options) }
}

/** What every verb takes. */
export const REQUEST_KINDS = { signal: 'object', timeoutMs: 'positive' } as const

/** @throws {VideoTranslationError} `invalid_argument` for what is no id. */
export function checkId(id: unknown): void {
  if (typeof id !== 'string' || !id)
    throw invalid('The id of a translation has to be a string that is not empty.')
}
