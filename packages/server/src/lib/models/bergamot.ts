import { readFileSync } from 'node:fs'
import REGISTRY from './bergamot-registry.json' with { type: 'json' }
import type { LanguagePair, Pack } from './pack.ts'
import { PackError } from './pack-error.ts'

/** Translation models of one publisher. `bergamot-registry.json` is Mozilla's. */
interface Registry {
  /** URL of the folder that holds all models: https, or http on this machine. */
  home: string
  models: RegistryModel[]
}

interface RegistryModel extends LanguagePair {
  architecture: string
  /** Folder of the files, relative to `home`. */
  folder: string
  files: RegistryFile[]
}

/** A file that is published with gzip compression. */
interface RegistryFile {
  /** Starts with its role: `model.`, `lex.`, `vocab.`, `srcvocab.` or `trgvocab.` */
  name: string
  gzBytes: number
  gzSha256: string
  /** Pin of the uncompressed file, where it is known. */
  bytes?: number
  sha256?: string
}

const PIVOT = 'en'

let cached: { path: string; packs: Pack[] } | undefined

/** Translation packs of Mozilla's registry, or of the one that the environment names. */
export function bergamotPacks(): readonly Pack[] {
  const path = process.env['VIDEO_TRANSLATION_BERGAMOT_REGISTRY'] ?? ''
  if (cached?.path === path) return cached.packs
  const packs = packsOf(path === '' ? REGISTRY : read(path))
  cached = { path, packs }
  return packs
}

/**
 * Chooses the packs that translate between two languages: one, or two that meet in English.
 * @returns undefined if no models translate the pair
 */
export function bergamotPacksFor({ from, to }: LanguagePair): Pack[] | undefined {
  const packs = bergamotPacks()
  const find = (source: string, target: string) =>
    packs.find(({ pair }) => pair && isSameWriting(pair.from, source) && isSameWriting(pair.to, target))
  const direct = find(from, to)
  if (direct) return [direct]
  const pivots = [find(from, PIVOT), find(PIVOT, to)].filter((pack) => pack !== undefined)
  return pivots.length === 2 && !isSameWriting(from, to) ? pivots : undefined
}

/**
 * Compares language and script: a model that writes simplified Chinese cannot write traditional.
 */
function isSameWriting(one: string, other: string): boolean {
  return writingOf(one) === writingOf(other)
}

function writingOf(tag: string): string {
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return `${language}-${script}`
  } catch {
    return tag
  }
}

function packsOf({ home, models }: Registry): Pack[] {
  if (!isSafeUrl(home)) {
    throw new PackError(
      'invalid_registry',
      `The home of the translation models must be an https URL: ${home}`,
    )
  }
  return models.map((model) => packOf(home, model))
}

function packOf(home: string, { from, to, architecture, folder, files }: RegistryModel): Pack {
  return {
    name: `bergamot-${from}-${to}`,
    description: `Firefox Translations (${architecture}): translates ${nameOf(from)} into ${nameOf(to)}`,
    licence: 'MPL-2.0',
    licenceUrl: 'https://github.com/mozilla/firefox-translations-models/blob/main/LICENSE',
    pair: { from, to },
    recipe: 'gunzip',
    files: files.map(({ name, gzBytes, gzSha256, bytes, sha256 }) => ({
      path: `${name}.gz`,
      bytes: gzBytes,
      sha256: gzSha256,
      ...(bytes !== undefined && sha256 !== undefined && { unpacked: { bytes, sha256 } }),
      sources: [{ url: `${home}/${folder}/${name}.gz` }],
    })),
  }
}

const NAMES = new Intl.DisplayNames('en', { type: 'language' })

function nameOf(tag: string): string {
  return NAMES.of(tag) ?? tag
}

function isSafeUrl(text: string): boolean {
  const url = URL.parse(text)
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === '127.0.0.1')
}

function read(path: string): Registry {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Registry
  } catch (error) {
    const message = `VIDEO_TRANSLATION_BERGAMOT_REGISTRY names ${path}, which cannot be read: ${String(error)}`
    throw new PackError('invalid_registry', message, { cause: error })
  }
}
