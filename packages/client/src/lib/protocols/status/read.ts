import { ConnectionError } from '../../errors.ts'
import type { Failure } from '../../translation.ts'
import { type Body, textIn } from '../answers.ts'
import type { Meaning, Words } from '../meaning.ts'
import type { Sighting } from '../sighting.ts'
import type { Job } from './start.ts'

/** Reads what an answer shows of a job; what it does not tell is as it was asked for. `otherwise` is the word of one that has none. */
export type Read = (body: Body, job: Job, otherwise?: string) => Sighting

/** @param fields where the word may be: these servers do not agree on one, and some have a link or an envelope in the other. */
export function createRead(words: Words, fields: readonly string[]): Read {
  const meanings = new Map(Object.entries(words).map(([word, meaning]) => [word.toLowerCase(), meaning]))
  return (body, { id, reference, ...asked }, otherwise) => {
    const word = wordIn(body) ?? otherwise
    if (word === undefined) throw noStatus(body, fields)
    const from = textIn(body['source_language']) ?? asked.from
    const to = textIn(body['target_language']) ?? asked.to
    const error = failureIn(body, meanings.get(word.toLowerCase()))
    const { progress } = body
    return {
      id,
      word,
      ...(reference !== undefined && { reference }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { targets: [{ language: to, word }] }),
      ...(isShare(progress) && { progress }),
      ...(error && { error }),
    }
  }

  function wordIn(body: Body): string | undefined {
    const told = fields.flatMap((field) => textIn(body[field]) ?? [])
    return told.find((word) => meanings.has(word.toLowerCase())) ?? told[0]
  }
}

/** What a body says for people. */
export function messageIn(body: Body): string | undefined {
  const [first] = ['error_message', 'message', 'detail', 'error'].flatMap(
    (field) => textIn(body[field]) ?? [],
  )
  return first
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}

/** Why it failed. While nothing has failed, a message is about something else. */
function failureIn(body: Body, meaning: Meaning | undefined): Failure | undefined {
  const { status, code = 'error' } = typeof meaning === 'object' ? meaning : { status: meaning }
  const message = messageIn(body)
  return status === 'error' && message !== undefined ? { code, message } : undefined
}

function noStatus(body: Body, fields: readonly string[]): ConnectionError {
  const said = messageIn(body)
  const message = `The server's answer has no ${fields.join(' or ')}${said ? `; it says: ${said}` : '.'}`
  return new ConnectionError(message, { code: 'invalid_response' })
}
