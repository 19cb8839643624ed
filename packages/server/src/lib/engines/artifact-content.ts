import { sampleFile, type SampleKind } from 'video-translation-simulator'
import type { FileKey } from '../files/file-key.ts'

/**
 * A key from `TaskFiles.put`; or a short text, which is stored in the task's row; or what
 * simulated translations have to play, which is the same for all.
 */
export type ArtifactContent =
  | { key: FileKey; text?: undefined; sample?: undefined }
  | { text: string; key?: undefined; sample?: undefined }
  | { sample: SampleKind; key?: undefined; text?: undefined }

/** The bytes of an artifact that has no file. Undefined: its key names a file. */
export function bytesInHand({ text, sample }: ArtifactContent): Uint8Array | undefined {
  if (text !== undefined) return Buffer.from(text)
  return sample === undefined ? undefined : sampleFile(sample)
}
