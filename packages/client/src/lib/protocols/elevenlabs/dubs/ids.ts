import { invalid } from '../../../errors.ts'

/** One dub of the vendor. */
export interface DubId {
  readonly id: string
  /** Its target language. Known only if the translation has several dubs. */
  readonly language?: string | undefined
}

/** A single dub's id is the translation's id. Several become `id:language`, joined by commas. */
export function joinDubs(dubs: readonly DubId[]): string {
  if (dubs.length === 1) return dubs.map(({ id }) => id).join()
  return dubs.map(({ id, language }) => `${id}:${language}`).join(',')
}

const DUB = /^([\w-]+)(?::([\w-]+))?$/

/**
 * Reads the output of {@link joinDubs}, or a plain id of the vendor.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function splitDubs(id: string): [DubId, ...DubId[]] {
  const dubs = id.split(',').map((part): DubId => {
    const [, dub, language] = DUB.exec(part) ?? []
    if (dub) return { id: dub, language }
    throw invalid(`"${id}" is not the id of a dub at ElevenLabs.`)
  })
  return dubs as [DubId, ...DubId[]]
}
