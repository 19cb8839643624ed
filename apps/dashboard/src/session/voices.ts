import type { EngineInfo, VoiceInfo } from 'video-translation-client'

/** The voices that speak a language, or any. */
export function voicesFor(engine: EngineInfo | undefined, language: string): VoiceInfo[] {
  const isFor = (voice: VoiceInfo) => voice.language === '*' || base(voice.language) === base(language)
  return (engine?.voices ?? []).filter(isFor)
}

function base(tag: string): string {
  return tag.split('-')[0] ?? tag
}
