import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { CliError } from '../errors.ts'
import { parseLanguage } from './languages.ts'
import { resolvePath } from './path.ts'

/** A file named on the command line as `FILE` or `LANGUAGE=FILE`. */
export interface NamedFile {
  language?: string
  path: string
}

/** Parses `talk.srt` or `es=talk.srt`. Repeating the option adds to the list. */
export function parseNamedFile(text: string, previous: NamedFile[] = []): NamedFile[] {
  const [, language, path] = /^([\w-]{2,20})=(.+)$/.exec(text) ?? []
  if (language === undefined || path === undefined) return [...previous, { path: text }]
  return [...previous, { language: parseLanguage(language), path }]
}

/** `es` of `talk.es.srt`. */
export function languageInName(path: string): string | undefined {
  const [, word] = /\.([a-z]{2,3}(?:-[a-z\d]{2,8})*)\.[^.]+$/i.exec(basename(path)) ?? []
  try {
    return word === undefined ? undefined : parseLanguage(word)
  } catch {
    return undefined
  }
}

/** Larger files are no subtitles and no glossary. */
const MAX_BYTES = 2_000_000

/** @throws CliError for a file that cannot be read as text, or is larger than `maxBytes` */
export async function readText(path: string, maxBytes = MAX_BYTES): Promise<string> {
  try {
    const content = await readFile(resolvePath(path))
    if (content.length <= maxBytes) return decode(content)
  } catch (error) {
    throw new CliError('badInput', `Cannot read ${path}.`, `Check the path: ${resolvePath(path)}`, error)
  }
  throw new CliError('badInput', `${path} is larger than ${maxBytes / 1e6} MB.`, 'Name a file with text.')
}

/** Editors on Windows write UTF-16 or their own eight bits. */
function decode(content: Buffer): string {
  if (content[0] === 0xff && content[1] === 0xfe) return new TextDecoder('utf-16le').decode(content)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return new TextDecoder('windows-1252').decode(content)
  }
}
