import { heygenFace } from './heygen/heygen-face.ts'
import { statusFace } from './status/status-face.ts'

/** Every face there is. */
export const FACES = {
  heygen: heygenFace,
  status: statusFace,
}

export type FaceName = keyof typeof FACES
