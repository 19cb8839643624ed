import { readdir, readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'

/** A recording with what is said in it. */
export interface Clip {
  name: string
  file: string
  /** BCP 47 tag. */
  language: string
  text: string
  /** Sentences with their true times in seconds, where they are known. */
  sentences: Sentence[]
  /** Reference translations, by language. */
  translations: Record<string, string>
}

export interface Sentence {
  start: number
  end: number
  text: string
  speaker?: string
}

const MEDIA = /\.(?:ogg|opus|wav|flac|mp3|m4a|mp4|mkv|webm|mov)$/i

/**
 * Finds the recordings of a folder that have a reference: `NAME.txt`, or `NAME.json` with
 * `{ language, sentences: [{ start, end, text }] }`. The language of a text stands in the name,
 * as in `fleurs-es-001.ogg`. `NAME.en.txt` is a translation.
 */
export async function findClips(folder: string): Promise<Clip[]> {
  const names = (await readdir(folder)).sort()
  const clips = await Promise.all(
    names.filter((name) => MEDIA.test(name)).map((name) => readClip(folder, name, names)),
  )
  return clips.filter((clip) => clip !== undefined)
}

async function readClip(folder: string, file: string, names: readonly string[]): Promise<Clip | undefined> {
  const name = basename(file, extname(file))
  const read = async (suffix: string) =>
    names.includes(name + suffix) ? await readFile(join(folder, name + suffix), 'utf8') : undefined
  const timed = JSON.parse((await read('.json')) ?? '{}') as { language?: string; sentences?: Sentence[] }
  const { sentences = [] } = timed
  const text = (await read('.txt')) ?? sentences.map((sentence) => sentence.text).join(' ')
  const language = timed.language ?? languageIn(name)
  if (text === '' || language === undefined) return undefined
  const translations = await readTranslations(folder, name, names)
  return { name, file: join(folder, file), language, text, sentences, translations }
}

async function readTranslations(folder: string, name: string, names: readonly string[]) {
  const found: Record<string, string> = {}
  for (const other of names) {
    const [, language] = other.startsWith(`${name}.`) ? (/\.([a-z]{2,3})\.txt$/.exec(other) ?? []) : []
    if (language !== undefined) found[language] = await readFile(join(folder, other), 'utf8')
  }
  return found
}

/** The first part of the name that is the code of a language. */
function languageIn(name: string): string | undefined {
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  return name.split(/[-_.]/).find((part) => /^[a-z]{2,3}$/.test(part) && names.of(part) !== undefined)
}
