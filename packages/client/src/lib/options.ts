import { invalid } from './errors.ts'

/** What an option accepts, and how a message says so. */
export interface OptionCheck {
  /** Completes the sentence "`name` has to be ...". */
  readonly description: string
  accepts(value: unknown): boolean
}

/** One check for each option there is. */
export type OptionChecks<Options> = Record<keyof Options, OptionCheck>

/**
 * Refuses an option that does not exist, or whose value cannot work: neither is ever ignored. Options that are undefined
 * count as not given.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options,
  checks: OptionChecks<Options>,
): void {
  if (typeof options !== 'object' || options === null)
    throw invalid(`The options of ${owner} have to be an object.`)
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    const check = Object.hasOwn(checks, name) ? checks[name as keyof Options] : undefined
    if (!check)
      throw invalid(`${owner} has no option \`${name}\`. Its options: ${Object.keys(checks).join(', ')}.`)
    if (!check.accepts(value)) throw invalid(`\`${name}\` of ${owner} has to be ${check.description}.`)
  }
}

/** The options given, and the defaults for those that are absent or undefined. */
export function withDefaults<Defaults extends object, Options extends object>(
  defaults: Defaults,
  options: Options,
): Defaults & Options {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return { ...defaults, ...(Object.fromEntries(given) as Options) }
}

export const anyFunction: OptionCheck = {
  description: 'a function',
  accepts: (value) => typeof value === 'function',
}

export const anyBoolean: OptionCheck = {
  description: 'true or false',
  accepts: (value) => typeof value === 'boolean',
}

export const anyText: OptionCheck = {
  description: 'a string',
  accepts: (value) => typeof value === 'string',
}

export const anyObject: OptionCheck = {
  description: 'an object',
  accepts: (value) => typeof value === 'object' && value !== null,
}

/** Recognized by its members, since a page may have another realm's signal or a polyfill's. */
export const anySignal: OptionCheck = {
  description: 'an AbortSignal',
  accepts: (value) => typeof (value as Partial<AbortSignal> | null)?.addEventListener === 'function',
}

/** Milliseconds or a factor: any number from `least` on, `Infinity` included. */
export function numberFrom(least: number): OptionCheck {
  return {
    description: `a number from ${least} on`,
    accepts: (value) => typeof value === 'number' && value >= least,
  }
}

/** How many of something: a whole number from `least` on, or `Infinity`. */
export function countFrom(least: number): OptionCheck {
  return {
    description: `a whole number from ${least} on, or Infinity`,
    accepts: (value) => numberFrom(least).accepts(value) && (Number.isInteger(value) || value === Infinity),
  }
}

export function oneOf(...names: readonly string[]): OptionCheck {
  return {
    description: `one of ${names.join(', ')}`,
    accepts: (value) => names.includes(value as string),
  }
}

export function either(one: OptionCheck, other: OptionCheck): OptionCheck {
  return {
    description: `${one.description}, or ${other.description}`,
    accepts: (value) => one.accepts(value) || other.accepts(value),
  }
}

/** What every verb takes. */
export const REQUEST_CHECKS = { signal: anySignal, timeoutMs: numberFrom(1) }

/** @throws {VideoTranslationError} `invalid_argument` for what is no id. */
export function checkId(id: unknown): void {
  if (typeof id !== 'string' || id === '')
    throw invalid('The id of a translation has to be a string that is not empty.')
}
