import { primaryLanguage } from '../../../media/languages.ts'
import { KOKORO_VOICES, type KokoroVoice } from '../../../models/kokoro/format.ts'
import type { Voice } from '../providers/providers.ts'

interface KokoroLanguage {
  /** BCP 47 tag. */
  tag: string
  /** espeak-ng's name of the pronunciation. */
  pronunciation: string
  /** The voice that sounds best. */
  best: KokoroVoice
}

/** By the first letter of a voice. Japanese and Chinese would need a front end that we lack. */
const LANGUAGES: Readonly<Record<string, KokoroLanguage>> = {
  e: { tag: 'es', pronunciation: 'es', best: 'ef_dora' },
  a: { tag: 'en-US', pronunciation: 'en-us', best: 'af_heart' },
  b: { tag: 'en-GB', pronunciation: 'en', best: 'bf_emma' },
  f: { tag: 'fr', pronunciation: 'fr', best: 'ff_siwis' },
  i: { tag: 'it', pronunciation: 'it', best: 'if_sara' },
  p: { tag: 'pt-BR', pronunciation: 'pt-br', best: 'pf_dora' },
  h: { tag: 'hi', pronunciation: 'hi', best: 'hf_alpha' },
}

/** BCP 47 tags without a region. */
export const KOKORO_LANGUAGES: readonly string[] = [
  ...new Set(Object.values(LANGUAGES).map(({ tag }) => primaryLanguage(tag))),
]

/** All voices as people choose them, the best of each language first. */
export function kokoroVoices(isReady: boolean): Voice[] {
  const best = new Set(Object.values(LANGUAGES).map((language) => language.best))
  const rank = (name: KokoroVoice) => Number(!best.has(name))
  return KOKORO_VOICES.toSorted((one, other) => rank(one) - rank(other)).map((name) => ({
    name,
    title: titleOf(name),
    language: LANGUAGES[name.charAt(0)]?.tag ?? '',
    sex: name.charAt(1) === 'f' ? 'female' : 'male',
    licence: 'Apache-2.0',
    ready: isReady,
    pack: 'kokoro',
  }))
}

/** The voice with this name, else the best one for a BCP 47 tag. Undefined if there is none. */
export function findKokoroVoice(
  tag: string,
  name?: string,
): { speaker: number; pronunciation: string } | undefined {
  const voice = name ?? bestVoice(tag)
  const speaker = KOKORO_VOICES.findIndex((one) => one === voice)
  const pronunciation = LANGUAGES[voice?.charAt(0) ?? '']?.pronunciation
  return speaker < 0 || pronunciation === undefined ? undefined : { speaker, pronunciation }
}

function bestVoice(tag: string): KokoroVoice | undefined {
  const languages = Object.values(LANGUAGES)
  const exact = languages.find((language) => language.tag.toLowerCase() === tag.toLowerCase())
  const near = languages.find((language) => primaryLanguage(language.tag) === primaryLanguage(tag))
  return (exact ?? near)?.best
}

function titleOf(name: string): string {
  return name.charAt(3).toUpperCase() + name.slice(4)
}
