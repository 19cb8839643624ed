import { createElevenLabsFace } from './elevenlabs/elevenlabs-face.ts'
import { statusFace } from './status/status-face.ts'

/** Every face there is. */
export const FACES = {
  status: statusFace,
  elevenlabs: createElevenLabsFace(),
}

export type FaceName = keyof typeof FACES
