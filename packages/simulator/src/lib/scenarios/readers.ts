import { durationFault, parseDuration } from '../duration.ts'
import type { Report } from './parse-law.ts'

/** Reads one member of a scenario. It returns undefined if it reported a mistake. */
export type Reader<T> = (value: unknown, pointer: string, report: Report) => T | undefined

export function readDelay(value: unknown, pointer: string, report: Report): number | undefined {
  const ms = typeof value === 'string' ? parseDuration(value) : value
  const fault = durationFault(ms)
  return fault === undefined ? Math.round(ms as number) : void report(pointer, fault)
}

export function readFraction(value: unknown, pointer: string, report: Report): number | undefined {
  const fits = typeof value === 'number' && value >= 0 && value <= 1
  return fits ? value : void report(pointer, 'must be a number from 0 to 1')
}

export function readBoolean(value: unknown, pointer: string, report: Report): boolean | undefined {
  return typeof value === 'boolean' ? value : void report(pointer, 'must be true or false')
}
