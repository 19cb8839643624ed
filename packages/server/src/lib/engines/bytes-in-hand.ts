import { sampleFile } from 'video-translation-simulator'
import type { ArtifactContent } from './engine.ts'

/** The bytes of an artifact that has no file. Undefined: its key names a file. */
export function bytesInHand({ text, sample }: ArtifactContent): Uint8Array | undefined {
  if (text !== undefined) return Buffer.from(text)
  return sample === undefined ? undefined : sampleFile(sample)
}
