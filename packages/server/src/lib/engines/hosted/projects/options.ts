/** Options of a translation: those of the project, and those of each of its languages. */
interface ProjectOptions extends Record<string, unknown> {
  languageOptions?: unknown
}

export function ofProject({
  languageOptions: _languageOptions,
  ...options
}: ProjectOptions): Record<string, unknown> {
  return options
}

/** @returns an empty object for anything that is none */
export function ofLanguages({ languageOptions }: ProjectOptions): Record<string, unknown> {
  const isObject = typeof languageOptions === 'object' && languageOptions !== null
  return isObject ? (languageOptions as Record<string, unknown>) : {}
}
