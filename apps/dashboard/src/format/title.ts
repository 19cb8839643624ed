import type { Translation } from 'video-translation-client'

/** What a person calls the translation: the file's name, else its address, else the id. */
export function titleOf({ source, reference, id }: Translation): string {
  const name = source.name?.replace(/\.[A-Za-z0-9]{1,5}$/, '')
  return name || reference || source.url?.replace(/^https?:\/\//, '') || id
}
