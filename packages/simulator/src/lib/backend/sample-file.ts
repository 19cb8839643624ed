import { fromBase64 } from './hmac.ts'
import { SAMPLE_M4A, SAMPLE_MP4 } from './sample-media.ts'
import { samplePeaks } from './sample-peaks.ts'

/** What there is to play: the picture with its sound, the sound, and what to draw of it. */
export type SampleKind = 'video' | 'sound' | 'peaks'

/** Bytes that every Web API accepts. TypeScript 5.6 does not know `Uint8Array<ArrayBuffer>`. */
type Bytes = ReturnType<Uint8Array['slice']>

const MAKE: Record<SampleKind, () => Bytes> = {
  video: () => fromBase64(SAMPLE_MP4),
  sound: () => fromBase64(SAMPLE_M4A),
  peaks: samplePeaks,
}

const made = new Map<SampleKind, Bytes>()

/** The bytes of a sample, which nobody may change: an MP4, an M4A, or pairs of peaks. */
export function sampleFile(kind: SampleKind): Bytes {
  const bytes = made.get(kind) ?? MAKE[kind]()
  made.set(kind, bytes)
  return bytes
}
