import { primaryLanguage } from '../media/languages.ts'

/** The primary language of a tag, or `und` of what is no tag. `zh_CN` counts as one. */
export function knownLanguage(tag: string): string {
  const language = primaryLanguage(tag.replaceAll('_', '-'))
  return /^[a-z]{2,3}$/.test(language) ? language : 'und'
}
