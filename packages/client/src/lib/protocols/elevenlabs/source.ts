import type { SourceInfo } from '../../translation.ts'
import { type ElevenLabsSource, nameOf } from './form.ts'

/** What is known of a source when it is sent. Of a URL without its query, which may hold a signature. */
export function sourceOf(source: ElevenLabsSource, name = nameOf(source)): SourceInfo {
  const isUrl = typeof source === 'string' || source instanceof URL
  const bytes = source instanceof Blob ? source.size : undefined
  return {
    ...(isUrl && { url: withoutSecrets(source) }),
    ...(name && { name }),
    ...(bytes !== undefined && { bytes }),
  }
}

function withoutSecrets(source: string | URL): string {
  const url = new URL(source)
  return `${url.origin}${url.pathname}`
}
