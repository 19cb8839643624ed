import { heygenFace } from './heygen/heygen-face.ts'
import { nativeFace } from './native/native-face.ts'
import { statusFace } from './status/status-face.ts'

/** Every face there is. */
export const FACES = {
  heygen: heygenFace,
  status: statusFace,
  native: nativeFace,
}

export type FaceName = keyof typeof FACES
