import { VideoTranslationClient } from 'video-translation-client'
import { useClient } from './program.ts'

const client = new VideoTranslationClient(new URL('/api', location.href))
Object.assign(globalThis, { result: useClient(client) })
