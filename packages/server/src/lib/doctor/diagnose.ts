import { defaultDataDir } from '../config/settings.ts'
import { checkApertium } from './apertium.ts'
import { checkChat, chatUrl } from './chat.ts'
import type { Check, DiagnoseOptions } from './check.ts'
import { checkDatabase } from './database.ts'
import { checkDataFolder, checkDisk } from './folders.ts'
import { checkMemory, checkNode } from './machine.ts'
import { checkPacks, hasUsualTranslation } from './packs.ts'
import { checkStorage } from './storage.ts'
import { checkEspeak, checkMediaTools } from './tools.ts'
import { checkWhisperRuntime } from './whisper-runtime.ts'

/**
 * Checks everything that translating on this machine needs. It changes nothing. A missing
 * requirement is a check with `ok: false` and the command that fixes it, not a rejection.
 */
export async function diagnose(options: DiagnoseOptions = {}): Promise<Check[]> {
  const { env = process.env, cacheFolder, signal } = options
  const dataDir = options.dataDir ?? defaultDataDir(env)
  const canTranslate = chatUrl(env) !== undefined || (await hasUsualTranslation(cacheFolder))
  const checks = await Promise.all([
    checkNode(),
    checkMediaTools(env),
    checkPacks(cacheFolder),
    checkWhisperRuntime(cacheFolder),
    checkApertium(env, { optional: canTranslate }),
    checkChat(env, signal),
    checkEspeak(env),
    checkDataFolder(dataDir),
    checkDatabase(options.databaseUrl ?? env['DATABASE_URL']),
    checkStorage(options.fileStore),
    checkDisk(dataDir),
    checkMemory(),
  ])
  return checks.flat()
}
