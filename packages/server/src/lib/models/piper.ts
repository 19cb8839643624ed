import { readFileSync } from 'node:fs'
import REGISTRY from './piper-registry.json' with { type: 'json' }
import type { Tarball } from './pack-file.ts'
import type { Pack } from './pack.ts'
import { PackError } from './pack-error.ts'

/** Voices of one publisher. `piper-registry.json` has the free ones of the Piper project. */
interface Registry {
  /** URL of the folder that holds all voices: https, or http on this machine. */
  home: string
  voices: PiperVoice[]
}

export interface PiperVoice {
  /** E.g. `de_DE-thorsten-medium`. */
  id: string
  /** BCP 47 tag. */
  language: string
  sex?: 'female' | 'male'
  /** Those who know the voices recommend it. */
  recommended?: boolean
  licence: string
  /** Path of the model, relative to `home`. Its settings have the same name and `.json`. */
  path: string
  model: RegistryFile
  config: RegistryFile
}

/** A file with one of the two hashes. The authors publish md5. */
interface RegistryFile {
  bytes: number
  md5?: string
  sha256?: string
  /** A package that holds it too. */
  tarball?: Tarball
  member?: string
}

let cached: { path: string; voices: PiperVoice[]; packs: Pack[] } | undefined

/** The Piper voices of the registry, or of the one that the environment names. */
export function piperVoices(): readonly PiperVoice[] {
  return registry().voices
}

export function piperPacks(): readonly Pack[] {
  return registry().packs
}

export function piperPackName(id: string): string {
  return `piper-${id}`
}

/** Licences that ask for nothing but, at most, a name. Not CC-BY-NC and CC-BY-SA. */
const FREE = /^(CC0|public domain|Apache|MIT|BSD|CC-BY(-\d|$))/

/** The voices of a language, the best to install first: free, recommended, of medium quality. */
export function bestPiperVoices(isWanted: (language: string) => boolean): PiperVoice[] {
  const rank = ({ licence, recommended, id }: PiperVoice) =>
    Number(!FREE.test(licence)) * 4 + Number(!recommended) * 2 + Number(!id.endsWith('-medium'))
  return registry()
    .voices.filter(({ language }) => isWanted(language))
    .toSorted((one, other) => rank(one) - rank(other))
}

function registry() {
  const path = process.env['VIDEO_TRANSLATION_PIPER_REGISTRY'] ?? ''
  if (cached?.path !== path) cached = { path, ...load(path === '' ? (REGISTRY as Registry) : read(path)) }
  return cached
}

function load({ home, voices }: Registry) {
  const url = URL.parse(home)
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === '127.0.0.1')
  if (!isSafe) throw new PackError('invalid_registry', `The home of the voices must be an https URL: ${home}`)
  // It becomes the name of a folder.
  const odd = voices.find(({ id }) => !/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*$/u.test(id))
  if (odd) throw new PackError('invalid_registry', `A voice has an id that is no name: ${odd.id}`)
  return { voices, packs: voices.map((voice) => packOf(home, voice)) }
}

const NAMES = new Intl.DisplayNames('en', { type: 'language' })

function packOf(home: string, { id, language, licence, path, model, config }: PiperVoice): Pack {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return {
    name: piperPackName(id),
    description: `Piper voice ${id}: speaks ${NAMES.of(language) ?? language}`,
    licence,
    licenceUrl: encodeURI(`${home}/${folder}MODEL_CARD`),
    requires: ['espeak-ng-data'],
    speaks: language,
    recipe: 'piper',
    files: [
      fileOf('voice.onnx', `${home}/${path}`, model),
      fileOf('voice.json', `${home}/${path}.json`, config),
    ],
  }
}

function fileOf(path: string, url: string, { bytes, md5, sha256, tarball, member }: RegistryFile) {
  const packaged = tarball && member !== undefined ? [{ tarball, member }] : []
  const pin = sha256 === undefined ? { ...(md5 !== undefined && { md5 }) } : { sha256 }
  return { path, bytes, ...pin, sources: [...packaged, { url: encodeURI(url) }] }
}

function read(path: string): Registry {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Registry
  } catch (error) {
    const message = `VIDEO_TRANSLATION_PIPER_REGISTRY names ${path}, which cannot be read: ${String(error)}`
    throw new PackError('invalid_registry', message, { cause: error })
  }
}
