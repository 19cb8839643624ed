import { InvalidArgumentError } from 'commander'
import { parseDurationMs } from './duration.ts'

/** Reads `key=value` into an object; a value that is JSON (a number, true, a list) is taken as such. */
export function parseSetting(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError(`"${text}" is not of the form key=value.`)
  return { ...before, [text.slice(0, at).trim()]: parseValue(text.slice(at + 1)) }
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Reads `name:key` for `serve --api-key`. */
export function parseApiKey(
  text: string,
  before: { name: string; key: string }[] = [],
): { name: string; key: string }[] {
  const [, name, key] = /^([\w.-]+):(\S+)$/.exec(text.trim()) ?? []
  if (!name || !key) throw new InvalidArgumentError('Write an API key as name:key, e.g. alice:s3cret.')
  if (before.some((other) => other.name === name))
    throw new InvalidArgumentError(`The name "${name}" is given twice.`)
  return [...before, { name, key }]
}

/** Reads `a,b`; repeating the option adds to the list. */
export function parseList(text: string, before: string[] = []): string[] {
  const words = text.split(',').map((word) => word.trim())
  const named = words.filter((word) => word !== '')
  if (named.length === 0) throw new InvalidArgumentError('Name at least one, or leave the option out.')
  return [...before, ...named]
}

/** Reads a TCP port; 0 lets the system choose. */
export function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

/** Reads a whole number of at least 1. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1) return count
  throw new InvalidArgumentError('It is a whole number of at least 1.')
}

/** Reads a number of seconds, or a duration as text, as milliseconds: `2.5`, `500ms`, `0`. */
export function parseSecondsMs(text: string): number {
  return /^0+(\.0+)?$/.test(text.trim()) ? 0 : parseDurationMs(text)
}

/** Reads a probability. */
export function parseRate(text: string): number {
  const rate = Number(text)
  if (text.trim() !== '' && rate >= 0 && rate <= 1) return rate
  throw new InvalidArgumentError('It is a number from 0 to 1.')
}

/** Reads a number above 0. */
export function parsePositive(text: string): number {
  const number = Number(text)
  if (number > 0 && Number.isFinite(number)) return number
  throw new InvalidArgumentError('It is a number above 0.')
}
