import { WHISPER_LANGUAGES } from '../whisper/languages.ts'

/** BCP 47 tag of a language that a service names by its tag or in English: `es`, `Spanish`. */
export function languageOfName(name: string): string | undefined {
  const wanted = name.trim().toLowerCase()
  const names = new Intl.DisplayNames(['en'], { type: 'language' })
  return WHISPER_LANGUAGES.find((tag) => tag === wanted || names.of(tag)?.toLowerCase() === wanted)
}
