import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { packIdentity, type Pack } from './catalogue.ts'

/** Where packs are kept: the folder given, `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
export function modelCache(cacheFolder?: string): string {
  return resolve(
    cacheFolder ?? (process.env['VIDEO_TRANSLATION_MODELS'] || join(userCache(), 'video-translation/models')),
  )
}

/** Folder of one pack. The name holds the pack's identity, so that another version never meets its files. */
export function folderOf(pack: Pack, cacheFolder?: string): string {
  return join(modelCache(cacheFolder), `${pack.name}-${packIdentity(pack).slice(0, 8)}`)
}

function userCache(): string {
  return process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
}
