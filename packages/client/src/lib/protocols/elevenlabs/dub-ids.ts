import { invalid } from '../../errors.ts'

/** One dub of the vendor's. */
export interface DubId {
  readonly id: string
  /** What it was made for; known of several, so that each can be told from the others by its language. */
  readonly language?: string | undefined
}

/** One dub's id is the translation's own. Several are `id:language`, joined by commas: neither sign is part of an id. */
export function joinDubs(dubs: readonly DubId[]): string {
  if (dubs.length === 1) return dubs.map(({ id }) => id).join()
  return dubs.map(({ id, language }) => `${id}:${language}`).join(',')
}

const DUB = /^([\w-]+)(?::([\w-]+))?$/

/** Reads what {@link joinDubs} wrote, and any id of the vendor's. @throws {VideoTranslationError} `invalid_argument` */
export function splitDubs(id: string): [DubId, ...DubId[]] {
  const dubs = id.split(',').map((part): DubId => {
    const [, dub, language] = DUB.exec(part) ?? []
    if (dub) return { id: dub, language }
    throw invalid(`"${id}" is no id of a dub at ElevenLabs.`)
  })
  return dubs as [DubId, ...DubId[]]
}
