import { invalid } from '../../errors.ts'

/** What Azure knows one language by. */
export interface AzureIds {
  translation: string
  /** Absent where Azure named it and has not told yet: then the latest is meant. */
  iteration?: string | undefined
  /** What created it. Absent where somebody else did. */
  operation?: string | undefined
}

/** `translation:iteration:operation` for each language, joined by commas: neither sign can be part of an id of Azure's. */
export function joinIds(all: readonly AzureIds[]): string {
  return all
    .map(({ translation, iteration = '', operation = '' }) =>
      [translation, iteration, operation].join(':').replace(/:+$/, ''),
    )
    .join(',')
}

/** Reads what {@link joinIds} wrote; an id of Azure's alone is a translation's. @throws {VideoTranslationError} */
export function splitIds(id: string): [AzureIds, ...AzureIds[]] {
  const all = id.split(',').map((each) => {
    const parts = each.split(':')
    const [translation = '', iteration, operation] = parts
    const isOne =
      isId(translation) && parts.length <= 3 && [iteration, operation].every((it) => !it || isId(it))
    if (!isOne) throw invalid(`"${id}" is no id of a translation at Azure.`)
    return { translation, iteration: iteration || undefined, operation: operation || undefined }
  })
  return all as [AzureIds, ...AzureIds[]]
}

/** `resourceId` of the specification. */
export function isId(text: string | undefined): text is string {
  return text !== undefined && /^[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]$/i.test(text)
}

/** Ids that the caller of Azure chooses. */
export interface ChosenIds extends Required<AzureIds> {
  /** What creates the iteration, where that is asked for by itself. */
  iterating: string
}

// With the longest locale (16) and `translate.` around it, an id has at most the 64 characters that Azure takes.
const LONGEST_KEY = 36

/** The same for the same key and locale, so that a repeated create meets what the first one made. */
export async function chooseIds(key: string, locale: string): Promise<ChosenIds> {
  const fits = key.length <= LONGEST_KEY && isId(key)
  const translation = `${fits ? key : await digest(key)}.${locale}`
  return {
    translation,
    iteration: FIRST,
    operation: creating(translation),
    iterating: iterating(translation),
  }
}

/** Ids of a translation in a list. One that {@link chooseIds} named says what created it; of others nobody knows. */
export function listedIds(translation: string, iteration: string | undefined, locale = ''): AzureIds {
  const isOurs = locale !== '' && translation.endsWith(`.${locale}`)
  const operation = iteration === FIRST ? iterating(translation) : creating(translation)
  return {
    translation,
    iteration: isId(iteration) ? iteration : undefined,
    ...(isOurs && isId(operation) && { operation }),
  }
}

const FIRST = 'first'

function creating(translation: string): string {
  return `create.${translation}`
}

function iterating(translation: string): string {
  return `translate.${translation}`
}

async function digest(text: string): Promise<string> {
  if (!globalThis.crypto?.subtle)
    throw invalid(
      'Where there is no crypto.subtle, `idempotencyKey` has to be 3 to 36 letters, digits, ".", "_" or "-".',
    )
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes.slice(0, LONGEST_KEY / 2), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
