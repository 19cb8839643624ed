import { primaryLanguage } from '../../../media/languages.ts'

/** The 99 languages of Whisper, by Whisper's own codes. */
const CODES =
  'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy ' +
  'sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo ' +
  'uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su'

/** BCP 47 tags that Whisper knows by another code. */
const OTHER_CODES: Record<string, string> = { jv: 'jw', nb: 'no', fil: 'tl' }

/** BCP 47 tags of the languages that Whisper recognises. */
export const WHISPER_LANGUAGES: readonly string[] = [
  ...CODES.split(' ').filter((code) => code !== 'jw'),
  ...Object.keys(OTHER_CODES),
]

/** Whisper's code of a BCP 47 tag. */
export function whisperCode(tag: string): string {
  const primary = primaryLanguage(tag)
  return OTHER_CODES[primary] ?? primary
}

/** BCP 47 tag of Whisper's code. */
export function tagOf(code: string): string {
  return code === 'jw' ? 'jv' : code
}
