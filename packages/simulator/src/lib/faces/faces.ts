import { createAzureFace } from './azure/azure-face.ts'
import { createElevenLabsFace } from './elevenlabs/elevenlabs-face.ts'
import { HEYGEN_FACE } from './heygen/heygen-face.ts'
import { NATIVE_FACE } from './native/native-face.ts'
import { STATUS_FACE } from './status/status-face.ts'

/** The built-in faces by name. */
export const FACES = {
  native: NATIVE_FACE,
  status: STATUS_FACE,
  heygen: HEYGEN_FACE,
  elevenlabs: createElevenLabsFace(),
  azure: createAzureFace(),
}

/** The name of a built-in face. */
export type FaceName = keyof typeof FACES
