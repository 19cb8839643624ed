import type { TaskOptions } from './options.ts'
import type { Terms } from './stages/translate.ts'

/** The terms of a target: those of its own tag win over those of its language. */
export function termsFor({ glossary = {}, doNotTranslate = [] }: TaskOptions, to: string): Terms {
  const [language = ''] = to.split('-')
  const entries = Object.entries(glossary)
  const of = (tag: string) => entries.find(([key]) => key.toLowerCase() === tag.toLowerCase())?.[1] ?? {}
  return { glossary: { ...of(language), ...of(to) }, keep: doNotTranslate }
}
