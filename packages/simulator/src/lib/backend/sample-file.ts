import { fromBase64 } from './hmac.ts'
import { SAMPLE_M4A, SAMPLE_MP4 } from './sample-media.ts'
import { samplePeaks } from './sample-peaks.ts'

/** What simulated translations have to play: the picture with its sound, the sound, and its peaks. */
export type SampleKind = 'video' | 'sound' | 'peaks'

const MAKE: Record<SampleKind, () => Uint8Array<ArrayBuffer>> = {
  video: () => fromBase64(SAMPLE_MP4),
  sound: () => fromBase64(SAMPLE_M4A),
  peaks: samplePeaks,
}

const made = new Map<SampleKind, Uint8Array<ArrayBuffer>>()

/** The bytes of a sample: H.264 and AAC as MP4, AAC as MP4, or pairs of peaks. Not to be changed. */
export function sampleFile(kind: SampleKind): Uint8Array<ArrayBuffer> {
  const bytes = made.get(kind) ?? MAKE[kind]()
  made.set(kind, bytes)
  return bytes
}
