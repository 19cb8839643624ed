import { invalid } from './errors.ts'

/** The values that an option accepts: a type, a range of numbers, or a list of names. */
export type OptionKind =
  | 'boolean'
  | 'function'
  | 'object'
  | 'string'
  | keyof typeof NUMBERS
  | readonly string[]

/** The kind of each option, by name. */
export type OptionKinds<Options> = Record<keyof Options, OptionKind>

/** The least values of the ranges of numbers. Infinity is allowed. */
const NUMBERS = { number: 0, positive: 1, limit: 0, count: 1 }
/** These ranges hold whole numbers only. */
const WHOLE = ['limit', 'count']

/**
 * Refuses unknown options and invalid values. An option that is undefined counts as absent.
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

function leastOf(kind: string): number | undefined {
  return NUMBERS[kind as keyof typeof NUMBERS]
}

function describe(kind: OptionKind): string {
  if (typeof kind !== 'string') return `one of ${kind.join(', ')}`
  const least = leastOf(kind)
  if (least === undefined) return `of type ${kind}`
  return `a ${WHOLE.includes(kind) ? 'whole ' : ''}number of at least ${least}`
}

function fits(value: unknown, kind: OptionKind): boolean {
  if (typeof kind !== 'string')
    return kind.includes(typeof value === 'function' ? 'a function' : String(value))
  const least = leastOf(kind)
  if (least === undefined) return typeof value === kind && value !== null
  return typeof value === 'number' && value >= least && !(WHOLE.includes(kind) && value % 1)
}

/**
 * Refuses an object that lacks a method, so that the error does not come with the first call.
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

/** Fills in the defaults of options that are absent or undefined. */
export function withDefaults<Defaults extends object, Options extends object>(
  defaults: Defaults,
  options: Options,
): Defaults & Options {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return { ...defaults, ...(Object.fromEntries(given) as Options) }
}

/** The options of every verb that makes one request. */
export const REQUEST_KINDS = { signal: 'object', timeoutMs: 'positive' } as const

/** @throws {VideoTranslationError} `invalid_argument` unless it is a non-empty string. */
export function checkId(id: unknown): void {
  if (typeof id !== 'string' || !id) throw invalid('A translation id has to be a non-empty string.')
}
