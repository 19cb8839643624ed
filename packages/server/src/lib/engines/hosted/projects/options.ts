import type { EngineRequest, Refusal } from '../../engine.ts'

/** Options of a translation: those of the project, and those of each of its languages. */
interface ProjectOptions extends Record<string, unknown> {
  languageOptions?: unknown
}

export function ofProject({ languageOptions: _languageOptions, ...options }: ProjectOptions) {
  return options
}

export function ofLanguages({ languageOptions }: ProjectOptions): Record<string, unknown> {
  return isObject(languageOptions) ? languageOptions : {}
}

/** Refuses what the vendor would ignore, or would be paid for in vain. */
export function refuseProjectRequest({ options, to, again = [] }: EngineRequest): Refusal[] {
  return [...refuseOptions(options), ...again.map((language) => refuseAgain(to.indexOf(language)))]
}

function refuseOptions({ languageOptions, voice_settings: voices }: ProjectOptions): Refusal[] {
  const code = 'invalid_option'
  if (voices !== undefined) {
    const message = 'ElevenLabs takes `voice_settings` for a language: put them into `languageOptions`.'
    return [{ code, pointer: '/options/voice_settings', message }]
  }
  if (languageOptions === undefined || isObject(languageOptions)) return []
  const message = '`languageOptions` has to be an object, e.g. `{ "voice_settings": { "speed": 1.1 } }`.'
  return [{ code, pointer: '/options/languageOptions', message }]
}

function refuseAgain(at: number): Refusal {
  const message =
    'ElevenLabs dubs a language again only where its lines were edited: edit and `apply`. For other options, create ' +
    'a new translation.'
  return { code: 'unsupported', pointer: `/to/${at}`, message }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
