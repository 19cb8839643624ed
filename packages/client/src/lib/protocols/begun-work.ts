import type { Http } from '../http/http.ts'
import { isFinal, type Translation } from '../translation.ts'

/** Only the latest matter: nobody waits for the others any more. */
const REMEMBERED_COUNT = 1_000

type Continued = Pick<Translation, 'continuedAt'>

/** When the verbs of a protocol let translations go on, which vendors tell late or not at all. */
export interface BegunWork {
  /** Notes the answer to a verb that has just begun work, unless there was nothing to do. */
  note(translation: Translation, http: Http): Translation
  /** When the translation last went on, as far as anybody knows. */
  since(facts: Continued & { id: string }, latest: Translation | undefined, http: Http): Continued
}

export function createBegunWork(): BegunWork {
  const begun = new Map<string, string>()
  const keyOf = (id: string, { server }: Http): string => `${server} ${id}`
  return {
    note(translation, http) {
      if (isFinal(translation.status)) return translation
      const continuedAt = new Date(http.clock.now()).toISOString()
      begun.set(keyOf(translation.id, http), continuedAt)
      const [oldest] = begun.keys()
      if (begun.size > REMEMBERED_COUNT && oldest !== undefined) begun.delete(oldest)
      return { ...translation, continuedAt }
    },
    since(facts, latest, http) {
      const known = [toldBy(facts, latest), begun.get(keyOf(facts.id, http))]
      const [continuedAt] = known
        .flatMap((at) => at ?? [])
        .toSorted()
        .toReversed()
      return continuedAt === undefined ? {} : { continuedAt }
    },
  }
}

/**
 * A vendor may move its instant with each progress, or name one late. Only after an end, or a stop
 * for a person, does it mean new work; else the age of a wait would jump back in its middle.
 */
function toldBy(facts: Continued, latest: Translation | undefined): string | undefined {
  if (latest?.status === 'pending' || latest?.status === 'running') return latest.continuedAt
  return facts.continuedAt ?? latest?.continuedAt
}
