import { VideoTranslationClient } from 'video-translation-client'
import { useClient } from './program.ts'

const server = new URLSearchParams(location.search).get('server') ?? ''
const client = new VideoTranslationClient(server)
Object.assign(globalThis, { result: useClient(client) })
