import type { TaskOptions } from './options.ts'
import type { Terms } from './stages/translate.ts'

/** The terms of a target: those of its own tag win over those of its language. */
export function termsFor({ glossary = {}, doNotTranslate = [] }: TaskOptions, to: string): Terms {
  return { glossary: ofTarget(glossary, to), keep: doNotTranslate }
}

/** How the voice of a target reads words. */
export function pronunciationFor({ pronunciation = {} }: TaskOptions, to: string): Record<string, string> {
  return ofTarget(pronunciation, to)
}

function ofTarget(all: Record<string, Record<string, string>>, to: string): Record<string, string> {
  const [language = ''] = to.split('-')
  const entries = Object.entries(all)
  const of = (tag: string) => entries.find(([key]) => key.toLowerCase() === tag.toLowerCase())?.[1] ?? {}
  return { ...of(language), ...of(to) }
}
