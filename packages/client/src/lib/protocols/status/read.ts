import { ConnectionError } from '../../errors.ts'
import type { Failure } from '../../translation.ts'
import type { Words } from '../meaning.ts'
import type { Sighting } from '../sighting.ts'
import type { Job } from './start.ts'

type Body = Readonly<Record<string, unknown>>

/** Reads what an answer shows of a job; what it does not tell is as it was asked for. `otherwise` is the word of one that has none. */
export type Read = (body: Body, job: Job, otherwise?: string) => Sighting

/** @param fields where the status may be. Some servers say `result`, some `status`, some have a link or an envelope there. */
export function createRead(words: Words, fields: readonly string[]): Read {
  return (body, job, otherwise) => {
    const word = wordIn(body, words, fields) ?? otherwise
    if (word === undefined) throw noStatus(fields)
    const from = textOf(body['source_language']) ?? job.from
    const to = textOf(body['target_language']) ?? job.to
    const { progress } = body
    return {
      id: job.id,
      word,
      ...(job.reference !== undefined && { reference: job.reference }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { targets: [{ language: to, word }] }),
      ...(isShare(progress) && { progress }),
      ...failureIn(body, words, word),
    }
  }
}

/** A text that says something, of what may be anything. Ids may be numbers. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function wordIn(body: Body, words: Words, fields: readonly string[]): string | undefined {
  const told = fields.flatMap((field) => textOf(body[field]) ?? [])
  return told.find((word) => isWord(words, word)) ?? told[0]
}

function isWord(words: Words, word: string): boolean {
  return Object.keys(words).some((known) => known.toLowerCase() === word.toLowerCase())
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}

/** Why it failed. Before it has, nothing of the kind means anything. */
function failureIn(body: Body, words: Words, word: string): { error?: Failure } {
  const [, meaning] =
    Object.entries(words).find(([known]) => known.toLowerCase() === word.toLowerCase()) ?? []
  const message = messageIn(body)
  return meaning === 'error' && message ? { error: { code: 'error', message } } : {}
}

/** What a body says for people. */
export function messageIn(body: Body): string | undefined {
  const [said] = ['error_message', 'message', 'detail', 'error'].flatMap((field) => textOf(body[field]) ?? [])
  return said
}

function noStatus(fields: readonly string[]): ConnectionError {
  return new ConnectionError(
    `The server's answer has no status; it was looked for in ${fields.join(', ')}.`,
    {
      code: 'invalid_response',
    },
  )
}
