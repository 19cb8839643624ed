// What a reader of the pages about the simulator has.
import { createSimulator } from 'video-translation-simulator'

export * from './everywhere.ts'
export const simulator = createSimulator({ face: 'native' })
