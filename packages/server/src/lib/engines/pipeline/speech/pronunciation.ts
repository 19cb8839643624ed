import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { primaryLanguage } from '../../../media/languages.ts'

/**
 * The folder of espeak-ng's data that can pronounce `voice`, e.g. `de` or `pt-br`: the first of the
 * folders, else that of the installed espeak-ng. Undefined if none can; native code would crash.
 */
export async function findPronunciation(
  voice: string,
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) if (await pronounces(folder, voice)) return folder
  const own = await ownFolder()
  return own !== undefined && (await pronounces(own, voice)) ? own : undefined
}

/** A language has a file that describes it, and a dictionary. */
async function pronounces(folder: string, voice: string): Promise<boolean> {
  const dictionaries = await dictionariesOf(folder)
  const dictionary = dictionaries.get(voice.toLowerCase())
  return dictionary !== undefined && (await exists(join(folder, `${dictionary}_dict`)))
}

const known = new Map<string, Promise<Map<string, string>>>()

function dictionariesOf(folder: string): Promise<Map<string, string>> {
  const found = known.get(folder) ?? readDictionaries(folder)
  known.set(folder, found)
  // What is missing now may be installed later.
  found.then(({ size }) => size === 0 && known.delete(folder)).catch(() => known.delete(folder))
  return found
}

/** The dictionary of each language, by the name of its file, which is how native code finds it. */
async function readDictionaries(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(join(folder, 'lang'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  )
  const dictionaries = new Map<string, string>()
  for (const entry of entries.filter((one) => one.isFile())) {
    const text = await readFile(join(entry.parentPath, entry.name), 'utf8')
    const language = /^language\s+(\S+)/m.exec(text)?.[1] ?? entry.name
    const dictionary = /^dictionary\s+(\S+)/m.exec(text)?.[1] ?? primaryLanguage(language)
    dictionaries.set(entry.name.toLowerCase(), dictionary)
  }
  return dictionaries
}

/** Where the installed espeak-ng says that its data is. */
async function ownFolder(): Promise<string | undefined> {
  const { stdout, failed } = await execa('espeak-ng', ['--version'], { reject: false, timeout: 10_000 })
  return failed ? undefined : /Data at: (.+)/.exec(stdout)?.[1]?.trim()
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
