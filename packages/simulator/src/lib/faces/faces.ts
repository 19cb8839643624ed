import { statusFace } from './status/status-face.ts'

/** Every face there is. */
export const FACES = {
  status: statusFace,
}

export type FaceName = keyof typeof FACES
