import { azureFace } from './azure/azure-face.ts'
import { statusFace } from './status/status-face.ts'

/** Every face there is. */
export const FACES = {
  azure: azureFace,
  status: statusFace,
}

export type FaceName = keyof typeof FACES
