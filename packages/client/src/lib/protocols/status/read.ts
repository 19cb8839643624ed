import { ConnectionError } from '../../errors.ts'
import { type Failure, isFinal, type TranslationStatus } from '../../translation.ts'
import { bodiesIn, type Body, bodyIn, textIn } from '../answers.ts'
import type { Meaning, Words } from '../meaning.ts'
import type { Sighting } from '../sighting.ts'
import type { Job } from './start.ts'

/** Reads the answers of a status server. What an answer does not tell is as it was asked for. */
export interface Reader {
  /** How a job stands. @throws {ConnectionError} `invalid_response` where the answer has no status. */
  job(body: Body, job: Job): Sighting
  /** A job that has just started: pending, unless the answer has another word that is no end. */
  started(body: Body, job: Job): Sighting
  /** A job that may be there. Undefined where the answer is about another job, or does not say that this one exists. */
  existing(body: Body, job: Job): Sighting | undefined
  /** Every id that an answer names. */
  idsIn(body: Body): string[]
}

/** Names that these servers have for the fields they fill. */
export interface FieldNames {
  /** Where the word may be: some servers have a link or an envelope's word in the other field. */
  readonly fields: readonly string[]
  readonly idFields: readonly string[]
}

const ABSENT = /not.?found|no.such|unknown|(not|n't).exist/i

export function createReader(words: Words, { fields, idFields }: FieldNames): Reader {
  const meanings = new Map(Object.entries(words).map(([word, meaning]) => [word.toLowerCase(), meaning]))
  return {
    job: (body, job) => seen(body, job, wordIn(body) ?? noStatus(body, fields)),
    started: (body, job) => seen(body, job, textsIn(body, fields).find(isOpen) ?? 'pending'),
    existing(body, job) {
      const ids = idsIn(body)
      const word = wordIn(body)
      // An unknown word may mean that there is no such job, as `not_found` does.
      if (word === undefined || !meaningOf(word) || (ids.length > 0 && !ids.includes(job.id)))
        return undefined
      const found = seen(body, job, word)
      return found.error && ABSENT.test(found.error.message) ? undefined : found
    },
    idsIn,
  }

  function idsIn(body: Body): string[] {
    return textsIn(body, idFields)
  }

  function seen(body: Body, { id, reference, ...asked }: Job, word: string): Sighting {
    const content: Body = Object.assign({}, ...layersOf(body))
    const from = textIn(content['source_language']) ?? asked.from
    const to = textIn(content['target_language']) ?? asked.to
    const error = failureIn(layersOf(body), meaningOf(word))
    const progress = shareIn(content['progress'], isOpen(word))
    return {
      id,
      word,
      ...(reference !== undefined && { reference }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { targets: [{ language: to, word }] }),
      ...(progress !== undefined && { progress }),
      ...(error && { error }),
    }
  }

  /** If the fields disagree, unfinished beats failed beats completed; unknown words are ignored. A later look can mend only that. */
  function wordIn(body: Body): string | undefined {
    const told = textsIn(body, fields)
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

/** The answer itself, and what it may be an envelope for. */
function layersOf(body: Body): Body[] {
  return [body, ...bodiesIn([body['data'], body['job']])]
}

function textsIn(body: Body, fields: readonly string[]): string[] {
  return fields.flatMap((field) => layersOf(body).flatMap((layer) => textIn(layer[field]) ?? []))
}

/** What a body says for people, whether as text or as an object that has a message. */
export function messageIn(body: Body): string | undefined {
  const fields = ['error_message', 'message', 'detail', 'error']
  const [first] = fields.flatMap(
    (field) => textIn(body[field]) ?? textIn(bodyIn(body[field])?.['message']) ?? [],
  )
  return first
}

/** Above 1 it is a percentage. An unfinished job with exactly 1 may be at one percent or at its end: that tells nothing. */
function shareIn(progress: unknown, isOpen: boolean): number | undefined {
  if (typeof progress !== 'number' || !(progress >= 0 && progress <= 100)) return undefined
  if (progress === 1 && isOpen) return undefined
  return progress > 1 ? progress / 100 : progress
}

/** Why it failed. While nothing has failed, a message is about something else. */
function failureIn(layers: readonly Body[], meaning: Meaning | undefined): Failure | undefined {
  const { status, code = 'error' } = typeof meaning === 'object' ? meaning : { status: meaning }
  // An envelope's message is about the request.
  const message = layers.map(messageIn).findLast((text) => text !== undefined)
  return status === 'error' && message !== undefined ? { code, message } : undefined
}

function noStatus(body: Body, fields: readonly string[]): never {
  const said = messageIn(body)
  const message = `The server's answer has no ${fields.join(' or ')}${said ? `; it says: ${said}` : '.'}`
  throw new ConnectionError(message, { code: 'invalid_response' })
}
