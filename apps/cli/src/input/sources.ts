import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { CliError } from '../errors.ts'
import { resolvePath } from './path.ts'
import { isUrl, readSource, type Source } from './source.ts'

/** Files in a folder with another ending are left out: subtitles, pictures, notes. */
const MEDIA = new Set(
  (
    '.mp4 .m4v .mov .mkv .webm .avi .wmv .flv .mpg .mpeg .ts .mts .m2ts .3gp .ogv .mp3 .m4a .aac .wav .flac .ogg ' +
    '.oga .opus .wma .aiff'
  ).split(' '),
)

/**
 * Reads files, folders and URLs. A folder stands for the media files in it, without its
 * subfolders, in the order of their names. A file that is named twice counts once.
 * @throws CliError for a source that no server could translate, and for a folder without media
 */
export async function readSources(texts: readonly string[]): Promise<Source[]> {
  const paths = (await Promise.all(texts.map(expand))).flat()
  const unique = new Map(paths.map((path) => [path === '-' || isUrl(path) ? path : resolvePath(path), path]))
  return await Promise.all([...unique.values()].map(readSource))
}

async function expand(text: string): Promise<string[]> {
  if (text === '-' || isUrl(text) || !(await isFolder(text))) return [text]
  const entries = await readdir(resolvePath(text), { withFileTypes: true })
  const names = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name)
  const media = names.filter((name) => !name.startsWith('.') && MEDIA.has(extname(name).toLowerCase()))
  if (media.length > 0) return media.toSorted().map((name) => join(text, name))
  const fix = 'Name the files themselves, if they have unusual endings.'
  throw new CliError('badInput', `The folder ${text} has no video or audio files.`, fix)
}

function isFolder(path: string): Promise<boolean> {
  return stat(resolvePath(path)).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
