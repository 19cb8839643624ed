import { ConnectionError } from '../../errors.ts'
import { type Failure, isFinal, type TranslationStatus } from '../../translation.ts'
import { type Body, bodyIn, textIn } from '../answers.ts'
import type { Meaning, Words } from '../meaning.ts'
import type { Sighting } from '../sighting.ts'
import type { Job } from './start.ts'

/**
 * Reads what an answer shows of a job; what it does not tell is as it was asked for. One that has just `started` is pending unless the
 * answer says something else that is no end.
 */
export type Read = (body: Body, job: Job, started?: 'started') => Sighting

/** @param fields where the word may be: these servers do not agree on one, and some have a link or an envelope in the other. */
export function createRead(words: Words, fields: readonly string[]): Read {
  const meanings = new Map(Object.entries(words).map(([word, meaning]) => [word.toLowerCase(), meaning]))
  return (body, { id, reference, ...asked }, started) => {
    const word = started ? (wordsIn(body).find(isOpen) ?? 'pending') : wordIn(body)
    if (word === undefined) throw noStatus(body, fields)
    const from = textIn(body['source_language']) ?? asked.from
    const to = textIn(body['target_language']) ?? asked.to
    const error = failureIn(body, meaningOf(word))
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

  function wordsIn(body: Body): string[] {
    return fields.flatMap((field) => textIn(body[field]) ?? [])
  }

  /**
   * One field may be an envelope's (`success`: the request was understood), a link or a word that nobody knows. Of known words that
   * differ the one that is no end counts, since the next look can mend that but no end; then the one that is no success.
   */
  function wordIn(body: Body): string | undefined {
    const told = wordsIn(body)
    const known = told.filter(meaningOf)
    return known.find(isOpen) ?? known.find((word) => statusOf(word) !== 'completed') ?? known[0] ?? told[0]
  }

  function isOpen(word: string): boolean {
    const status = statusOf(word)
    return status !== undefined && !isFinal(status)
  }

  function statusOf(word: string): TranslationStatus | undefined {
    const meaning = meaningOf(word)
    return typeof meaning === 'object' ? meaning.status : meaning
  }

  function meaningOf(word: string): Meaning | undefined {
    return meanings.get(word.toLowerCase())
  }
}

/** What a body says for people, whether as text or as an object that has a message. */
export function messageIn(body: Body): string | undefined {
  const fields = ['error_message', 'message', 'detail', 'error']
  const [first] = fields.flatMap(
    (field) => textIn(body[field]) ?? textIn(bodyIn(body[field])?.['message']) ?? [],
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
