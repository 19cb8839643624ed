import { createAzureFace } from './azure/azure-face.ts'
import { createElevenLabsFace } from './elevenlabs/elevenlabs-face.ts'
import { heygenFace } from './heygen/heygen-face.ts'
import { nativeFace } from './native/native-face.ts'
import { statusFace } from './status/status-face.ts'

/** Every face there is. */
export const FACES = {
  native: nativeFace,
  status: statusFace,
  heygen: heygenFace,
  elevenlabs: createElevenLabsFace(),
  azure: createAzureFace(),
}

export type FaceName = keyof typeof FACES
