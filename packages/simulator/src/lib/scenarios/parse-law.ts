import { durationFault, parseDuration } from '../duration.ts'
import type { Law } from './law.ts'

/** One mistake in a law or scenario. */
export interface ScenarioProblem {
  /** JSON pointer to the wrong member, e.g. `/durationMs/sigma`; empty for the whole. */
  pointer: string
  /** The mistake, and a correct form. */
  detail: string
}

/** Collects mistakes with their JSON pointers. */
export type Report = (pointer: string, detail: string) => void

const SIGMAS: [number, number] = [0, 5]
const SHAPES: [number, number] = [0.1, 1000]
const MAX_PARTS = 16
const MAX_DEPTH = 8

/**
 * Reads the law of a duration: milliseconds, a {@link Law}, or the short form for command lines.
 *
 * Short forms are `2s` (fixed), `uniform:1s,5s`, `exponential:10s` (mean), `gamma:10s,2` (mean,
 * shape), `lognormal:600s,0.5` (median, sigma), `shifted:5s,exponential:10s` and
 * `mixture:0.8*lognormal:60s,0.3|0.2*lognormal:600s,0.5`.
 * @returns undefined if it reported a mistake
 */
export function parseLaw(value: unknown, pointer: string, report: Report): Law | undefined {
  let isValid = true
  const noteFault = (at: string, detail: string) => {
    isValid = false
    report(at, detail)
  }
  const law = readLaw(value, pointer, noteFault, 0)
  return isValid ? law : undefined
}

function readLaw(value: unknown, pointer: string, report: Report, depth: number): Law | undefined {
  if (depth > MAX_DEPTH) return void report(pointer, `is nested more than ${MAX_DEPTH} levels deep`)
  if (typeof value === 'string') return readShortForm(value, pointer, report, depth)
  if (typeof value === 'number') return { law: 'fixed', ms: durationAt(value, pointer, report) }
  if (typeof value !== 'object' || value === null) {
    return void report(
      pointer,
      'must be milliseconds, a law such as {"law":"uniform",...}, or text such as "2s"',
    )
  }
  return readObject(value as Record<string, unknown>, pointer, report, depth)
}

function readObject(
  members: Record<string, unknown>,
  pointer: string,
  report: Report,
  depth: number,
): Law | undefined {
  const duration = (name: string) => durationAt(members[name], `${pointer}/${name}`, report)
  switch (members['law']) {
    case 'fixed':
      return { law: 'fixed', ms: duration('ms') }
    case 'uniform':
      return orderedUniform(duration('minMs'), duration('maxMs'), pointer, report)
    case 'exponential':
      return { law: 'exponential', meanMs: duration('meanMs') }
    case 'gamma':
      return {
        law: 'gamma',
        meanMs: duration('meanMs'),
        shape: numberAt(members['shape'], `${pointer}/shape`, SHAPES, report),
      }
    case 'lognormal':
      return {
        law: 'lognormal',
        medianMs: duration('medianMs'),
        sigma: numberAt(members['sigma'], `${pointer}/sigma`, SIGMAS, report),
      }
    case 'shifted': {
      const of = readLaw(members['of'], `${pointer}/of`, report, depth + 1)
      return of && { law: 'shifted', byMs: duration('byMs'), of }
    }
    case 'mixture':
      return readMixture(members['of'], `${pointer}/of`, report, depth)
    default:
      return void report(
        `${pointer}/law`,
        'must be one of fixed, uniform, exponential, gamma, lognormal, shifted, mixture',
      )
  }
}

function durationAt(value: unknown, pointer: string, report: Report): number {
  const ms = typeof value === 'string' ? (parseDuration(value) ?? value) : value
  const fault = durationFault(ms)
  if (fault !== undefined) report(pointer, fault)
  return ms as number
}

function numberAt(value: unknown, pointer: string, [min, max]: [number, number], report: Report): number {
  const fits = typeof value === 'number' && value >= min && value <= max
  if (!fits) report(pointer, `must be a number from ${min} to ${max}`)
  return value as number
}

function orderedUniform(minMs: number, maxMs: number, pointer: string, report: Report): Law {
  if (minMs > maxMs) report(`${pointer}/maxMs`, 'must not be less than minMs')
  return { law: 'uniform', minMs, maxMs }
}

function readMixture(value: unknown, pointer: string, report: Report, depth: number): Law | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_PARTS) {
    return void report(pointer, `must be a list of 1 to ${MAX_PARTS} parts {"weight":...,"of":{"law":...}}`)
  }
  const parts = value.map((part: unknown, index) => readPart(part, `${pointer}/${index}`, report, depth))
  const found = parts.filter((part) => part !== undefined)
  if (found.every((part) => part.weight === 0)) report(pointer, 'must have a part whose weight is above 0')
  return { law: 'mixture', of: found }
}

function readPart(value: unknown, pointer: string, report: Report, depth: number) {
  if (typeof value !== 'object' || value === null) return void report(pointer, 'must be an object')
  const { weight, of } = value as { weight?: unknown; of?: unknown }
  const weighs = typeof weight === 'number' && Number.isFinite(weight) && weight >= 0
  if (!weighs) return void report(`${pointer}/weight`, 'must be a finite number, 0 or more')
  const law = readLaw(of, `${pointer}/of`, report, depth + 1)
  return law && { weight, of: law }
}

function readShortForm(text: string, pointer: string, report: Report, depth: number): Law | undefined {
  const fixedMs = parseDuration(text)
  if (fixedMs !== undefined) return { law: 'fixed', ms: durationAt(fixedMs, pointer, report) }
  const [, name, rest] = /^\s*([a-z]+)\s*:(.*)$/s.exec(text) ?? []
  const object = name && rest !== undefined ? fromShortForm(name, rest) : undefined
  if (object) return readObject(object, pointer, report, depth)
  return void report(
    pointer,
    `"${text.slice(0, 60)}" is not a duration: write "2s", "uniform:1s,5s", "exponential:10s", "gamma:10s,2", "lognormal:600s,0.5", ` +
      '"shifted:5s,exponential:10s" or "mixture:0.8*10s|0.2*60s"',
  )
}

function fromShortForm(name: string, rest: string): Record<string, unknown> | undefined {
  const [first = '', second = ''] = rest.split(',').map((part) => part.trim())
  switch (name) {
    case 'fixed':
      return { law: name, ms: first }
    case 'uniform':
      return { law: name, minMs: first, maxMs: second }
    case 'exponential':
      return { law: name, meanMs: first }
    case 'gamma':
      return { law: name, meanMs: first, shape: toNumber(second) }
    case 'lognormal':
      return { law: name, medianMs: first, sigma: toNumber(second) }
    case 'shifted':
      return { law: name, byMs: first, of: rest.slice(rest.indexOf(',') + 1).trim() }
    case 'mixture':
      return { law: name, of: rest.split('|').map(toPart) }
    default:
      return undefined
  }
}

function toPart(text: string): { weight: number; of: string } {
  const star = text.indexOf('*')
  return { weight: toNumber(text.slice(0, star)), of: text.slice(star + 1).trim() }
}

/** Reads a number. Empty text is NaN, though JavaScript reads it as 0. */
function toNumber(text: string): number {
  return text.trim() === '' ? NaN : Number(text)
}
