import { InvalidArgumentError } from 'commander'
import { parseDurationMs } from './duration.ts'

/**
 * Parses `key=value` into an object. A value that is JSON (a number, true, a list) is read as JSON.
 */
export function parseSetting(text: string, previous: Record<string, unknown> = {}): Record<string, unknown> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError(`"${text}" is not of the form key=value.`)
  return { ...previous, [text.slice(0, at).trim()]: parseValue(text.slice(at + 1)) }
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

interface NamedKey {
  name: string
  key: string
}

/** Parses `name:key`, or several of them between spaces. Repeating the option adds to the list. */
export function parseApiKeys(text: string, previous: NamedKey[] = []): NamedKey[] {
  return text.trim().split(/\s+/).reduce(addApiKey, previous)
}

function addApiKey(previous: NamedKey[], text: string): NamedKey[] {
  const [, name, key] = /^([\w.-]+):([!-~]{16,})$/.exec(text) ?? []
  if (!name || !key)
    throw new InvalidArgumentError(
      'Write an API key as name:key; the key has 16 ASCII characters or more. Separate several with spaces.',
    )
  if (previous.some((other) => other.name === name))
    throw new InvalidArgumentError(`The name "${name}" is given twice.`)
  return [...previous, { name, key }]
}

/** Accepts the http or https address of a server. An empty one counts as absent. */
export function parseServerUrl(text: string): string {
  const url = URL.parse(text)
  if (text === '' || (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash)) return text
  throw new InvalidArgumentError('Write the address of a server like http://127.0.0.1:8484')
}

/** Parses `a,b`. Repeating the option adds to the list. */
export function parseList(text: string, previous: string[] = []): string[] {
  const words = text.split(',').map((word) => word.trim())
  const named = words.filter((word) => word !== '')
  if (named.length === 0) throw new InvalidArgumentError('Name at least one, or leave the option out.')
  return [...previous, ...named]
}

/** Parses a TCP port; 0 lets the system choose. */
export function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('Write a number from 0 to 65535.')
}

/** Parses a whole number of at least 1. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1) return count
  throw new InvalidArgumentError('Write a whole number of at least 1.')
}

/** Parses seconds or a duration to milliseconds: `2.5`, `500ms`, `0`. */
export function parseSecondsMs(text: string): number {
  return /^0+(\.0+)?$/.test(text.trim()) ? 0 : parseDurationMs(text)
}

/** Parses a probability. */
export function parseRate(text: string): number {
  const rate = Number(text)
  if (text.trim() !== '' && rate >= 0 && rate <= 1) return rate
  throw new InvalidArgumentError('Write a number from 0 to 1.')
}

/** Parses a number above 0. */
export function parsePositive(text: string): number {
  const number = Number(text)
  if (number > 0 && Number.isFinite(number)) return number
  throw new InvalidArgumentError('Write a number above 0.')
}

/** Parses the priority of a translation. */
export function parsePriority(text: string): number {
  if (/^\d$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a number from 0 to 9.')
}
