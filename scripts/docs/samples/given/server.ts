// What a reader of the page about the server has.
import type { VideoTranslationServer } from 'video-translation-server'
import { backendFetch } from './backends.ts'
import { url } from './everywhere.ts'

export * from './everywhere.ts'
export const server: Pick<VideoTranslationServer, 'url' | 'fetch'> = { url, fetch: backendFetch }
