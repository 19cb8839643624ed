import { azureFace } from './azure/azure-face.ts'
import { createElevenLabsFace } from './elevenlabs/elevenlabs-face.ts'
import { nativeFace } from './native/native-face.ts'
import { statusFace } from './status/status-face.ts'

/** Every face there is. */
export const FACES = {
  native: nativeFace,
  status: statusFace,
  elevenlabs: createElevenLabsFace(),
  azure: azureFace,
}

export type FaceName = keyof typeof FACES
