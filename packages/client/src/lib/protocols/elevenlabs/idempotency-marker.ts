import { invalid, VideoTranslationError } from '../../errors.ts'
import { randomKey } from '../../random-key.ts'

/**
 * A marker in a text that the vendor keeps and shows. The vendor has no idempotency keys; the
 * marker finds a start whose response was lost, even among jobs of the same name.
 */
export interface IdempotencyMarker {
  /** The `idempotencyKey` that continues this start. */
  readonly key: string
  /** Whether an earlier call may have used this marker: the caller chose the key. */
  readonly isFromCaller: boolean
  /** Adds the marker to a text. @param part distinguishes several jobs of one start */
  addTo(text: string | undefined, part?: string): string
}

const MARKER = / ?\(vt-[\w.:-]+\)$/
const KEY = /^[\w.:-]{1,100}$/
const RANDOM_KEY_LENGTH = 16

/** @throws {VideoTranslationError} `invalid_argument` for a key that a marker cannot hold */
export function createMarker(callersKey: string | undefined): IdempotencyMarker {
  if (callersKey !== undefined && !KEY.test(callersKey))
    throw invalid('`idempotencyKey` has to be 1 to 100 letters, digits, ".", ":", "_" or "-".')
  const key = callersKey ?? randomKey().slice(0, RANDOM_KEY_LENGTH)
  return {
    key,
    isFromCaller: callersKey !== undefined,
    addTo(text, part) {
      const marker = `(vt-${[key, part].filter(Boolean).join('.')})`
      return text ? `${text} ${marker}` : marker
    },
  }
}

export function removeMarker(text: string | undefined): string | undefined {
  return text?.replace(MARKER, '') || undefined
}

/** Names the jobs that run on and cost money, so that the caller can go on with them. */
export function withCreatedIds(
  error: unknown,
  createdIds: readonly string[],
  { key }: IdempotencyMarker,
): unknown {
  if (error instanceof VideoTranslationError && createdIds.length > 0)
    error.message +=
      ` These were created and are running: ${createdIds.join(', ')}.` +
      ` Call create again with the idempotencyKey "${key}" to continue.`
  return error
}
