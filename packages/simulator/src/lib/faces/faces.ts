import { createElevenLabsFace } from './elevenlabs/elevenlabs-face.ts'
import { nativeFace } from './native/native-face.ts'
import { statusFace } from './status/status-face.ts'

/** Every face there is. */
export const FACES = {
  status: statusFace,
  native: nativeFace,
  elevenlabs: createElevenLabsFace(),
}

export type FaceName = keyof typeof FACES
