import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { packIdentity, type Pack } from './pack.ts'

/** Folder of all packs: the given one, `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
export function modelCache(cacheFolder?: string): string {
  return resolve(
    cacheFolder ?? (process.env['VIDEO_TRANSLATION_MODELS'] || join(userCache(), 'video-translation/models')),
  )
}

/** Folder of one pack. Its name has the pack's identity, so that versions share no files. */
export function folderOf(pack: Pack, cacheFolder?: string): string {
  return join(modelCache(cacheFolder), `${pack.name}-${packIdentity(pack).slice(0, 8)}`)
}

function userCache(): string {
  return process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
}
