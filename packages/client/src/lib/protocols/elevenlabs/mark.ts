import { invalid, VideoTranslationError } from '../../errors.ts'
import { randomKey } from '../../native/create.ts'

/**
 * The vendor has no idempotency keys, so a start is marked in a text that the vendor keeps and shows: a start whose answer was lost
 * is looked for by its mark, and found exactly, whatever else has the same name.
 */
export interface Mark {
  /** What the caller may give as `idempotencyKey` to go on with this start. */
  readonly key: string
  /** The text as it is sent. @param part tells apart what one start makes several of */
  on(text: string | undefined, part?: string): string
  /** Whether a start with this mark may have been made before this one: the caller gave the key. */
  readonly isOld: boolean
}

const MARK = / ?\(vt-[\w.:-]+\)$/
const KEY = /^[\w.:-]{1,100}$/
const RANDOM_LENGTH = 16

/** @throws {VideoTranslationError} `invalid_argument` for a key that cannot be found again */
export function createMark(given: string | undefined): Mark {
  if (given !== undefined && !KEY.test(given))
    throw invalid('`idempotencyKey` has to be 1 to 100 letters, digits, ".", ":", "_" or "-".')
  const key = given ?? randomKey().slice(0, RANDOM_LENGTH)
  return {
    key,
    isOld: given !== undefined,
    on(text, part) {
      const mark = `(vt-${[key, part].filter(Boolean).join('.')})`
      return text ? `${text} ${mark}` : mark
    },
  }
}

/** What somebody called it, without the mark. */
export function unmarked(text: string | undefined): string | undefined {
  return text?.replace(MARK, '') || undefined
}

/** What was made before something went wrong runs on, and costs: whoever reads the error has to be able to go on with it. */
export function halfway(error: unknown, made: readonly string[], { key }: Mark): unknown {
  if (error instanceof VideoTranslationError && made.length > 0)
    error.message += ` Created already, and running: ${made.join(', ')}. Create again with idempotencyKey "${key}" to go on with it.`
  return error
}
