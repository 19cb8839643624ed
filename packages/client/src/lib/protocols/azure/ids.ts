import { invalid } from '../../errors.ts'

/** Azure's ids for one target language. */
export interface AzureIds {
  translation: string
  /** Absent if Azure named it and has not sent the name yet: then the latest iteration is meant. */
  iteration?: string | undefined
  /** The operation that created it. Absent if another program created it. */
  operation?: string | undefined
}

export function pathOf({ translation }: AzureIds): string {
  return `/translations/${encodeURIComponent(translation)}`
}

/**
 * `translation:iteration:operation` for each language, joined by commas. No id contains either
 * sign.
 */
export function joinIds(all: readonly AzureIds[]): string {
  return all
    .map(({ translation, iteration = '', operation = '' }) =>
      [translation, iteration, operation].join(':').replace(/:+$/, ''),
    )
    .join(',')
}

/**
 * Reads the output of {@link joinIds}. A plain id of Azure is the id of a translation.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function splitIds(id: string): [AzureIds, ...AzureIds[]] {
  const all = id.split(',').map((each) => {
    const parts = each.split(':')
    const [translation = '', iteration, operation] = parts
    const isValid =
      isId(translation) && parts.length <= 3 && [iteration, operation].every((it) => !it || isId(it))
    if (!isValid) throw invalid(`"${id}" is not the id of a translation at Azure.`)
    return { translation, iteration: iteration || undefined, operation: operation || undefined }
  })
  return all as [AzureIds, ...AzureIds[]]
}

/** `resourceId` of the specification. */
export function isId(text: string | undefined): text is string {
  return text !== undefined && /^[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]$/i.test(text)
}

/** The ids that the caller chooses for a new translation. */
export interface ChosenIds extends Required<AzureIds> {
  /** The operation that creates the iteration, if a separate request creates it. */
  iterateOperation: string
}

// With the longest locale (16) and `translate.` around it, an id has at most Azure's 64 characters.
const MAX_KEY_LENGTH = 36

const FIRST_ITERATION = 'first'

/** What begins the ids of the iterations that `apply` makes. */
export const EDITED_ITERATION = 'edit.'

/**
 * The same ids for the same key and locale, so that a repeated create finds the first one's result.
 */
export async function chooseIds(key: string, locale: string): Promise<ChosenIds> {
  const fits = key.length <= MAX_KEY_LENGTH && isId(key)
  const translation = `${fits ? key : await digest(key)}.${locale}`
  return {
    translation,
    iteration: FIRST_ITERATION,
    operation: createOperation(translation),
    iterateOperation: iterateOperation(translation),
  }
}

/**
 * The ids of a translation in a list. Only one that {@link chooseIds} named has a known operation.
 */
export function listedIds(translation: string, iteration: string | undefined, locale = ''): AzureIds {
  const isOurs = locale !== '' && translation.endsWith(`.${locale}`)
  const operation =
    iteration === FIRST_ITERATION ? iterateOperation(translation) : createOperation(translation)
  return {
    translation,
    iteration: isId(iteration) ? iteration : undefined,
    ...(isOurs && isId(operation) && { operation }),
  }
}

function createOperation(translation: string): string {
  return `create.${translation}`
}

function iterateOperation(translation: string): string {
  return `translate.${translation}`
}

async function digest(text: string): Promise<string> {
  if (!globalThis.crypto?.subtle)
    throw invalid(
      'This page has no crypto.subtle, so `idempotencyKey` has to be 3 to 36 letters, digits, ".", "_" or "-".',
    )
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.slice(0, MAX_KEY_LENGTH)
}
