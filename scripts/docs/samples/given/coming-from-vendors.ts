// What a reader of the page about the SDKs of vendors has.
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { apiKey } from './everywhere.ts'

export * from './everywhere.ts'
export const elevenlabs = new ElevenLabsClient({ apiKey })
