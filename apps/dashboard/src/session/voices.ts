import type { EngineInfo } from 'video-translation-client'

interface Voice {
  name: string
  title: string
  language: string
}

/** The voices that speak a language, or any. */
export function voicesFor(engine: EngineInfo | undefined, language: string): Voice[] {
  const { voices = [] } = (engine ?? {}) as { voices?: Voice[] }
  return voices.filter((voice) => voice.language === '*' || base(voice.language) === base(language))
}

function base(tag: string): string {
  return tag.split('-')[0] ?? tag
}
