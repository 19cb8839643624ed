import type { PreviewRequest } from '../engine.ts'
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

/** The options that speaking one text needs, which files of subtitles are not. */
export function previewOptions({
  language,
  text,
  options,
}: Pick<PreviewRequest, 'language' | 'text' | 'options'>): Record<string, unknown> {
  const { synthesizer, voices, pronunciation } = options as TaskOptions
  const spoken = text.toLowerCase()
  const words = Object.entries(pronunciationFor({ pronunciation }, language))
  const own = words.filter(([word]) => spoken.includes(word.toLowerCase()))
  return {
    ...(synthesizer !== undefined && { synthesizer }),
    ...(voices !== undefined && { voices }),
    ...(own.length > 0 && { pronunciation: { [language]: Object.fromEntries(own) } }),
  }
}

function ofTarget(all: Record<string, Record<string, string>>, to: string): Record<string, string> {
  const [language = ''] = to.split('-')
  const entries = Object.entries(all)
  const of = (tag: string) => entries.find(([key]) => key.toLowerCase() === tag.toLowerCase())?.[1] ?? {}
  return { ...of(language), ...of(to) }
}
