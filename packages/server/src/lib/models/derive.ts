import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { fuseActivations } from './kokoro/fuse.ts'
import { kokoroMetadata, kokoroTokens, KOKORO_VOICES } from './kokoro/format.ts'
import type { Ranges } from './kokoro/eight-bit-convolution.ts'
import { RANGES } from './kokoro/ranges.ts'
import { rewriteModel } from './onnx/graph.ts'
import { moonshineTokens } from './moonshine-format.ts'
import type { PackFile } from './pack-file.ts'
import { piperMetadata, piperSettings, piperTokens, readPiperConfig } from './piper-format.ts'
import type { Pack } from './pack.ts'
import { writeVerified } from './verified-file.ts'

/**
 * Converts a pack's verified files into the files that the inference library needs.
 * @returns the paths of the installed pack. Its other files are no longer needed.
 */
export async function derive(pack: Pack, folder: string): Promise<string[]> {
  if (pack.recipe !== undefined) return recipes[pack.recipe](folder, pack.files)
  return pack.files.map((file) => file.path)
}

/**
 * Converts an installed pack of an older form again.
 * @returns the paths of the installed pack
 */
export async function renew({ recipe, name }: Pack, folder: string): Promise<string[]> {
  if (recipe !== 'kokoro' && recipe !== 'kokoro-full') throw new Error(`The pack ${name} has one form.`)
  // The first form was the published model, with its metadata behind it.
  const models = await writeKokoro(await readFile(join(folder, 'model.onnx')), folder)
  return recipe === 'kokoro' ? [...models, 'voices.bin', 'tokens.txt'] : models
}

const recipes = {
  async moonshine(folder) {
    const vocabulary = await readFile(join(folder, 'llama-tokenizer.js'), 'utf8')
    await writeWhole(join(folder, 'tokens.txt'), [Buffer.from(moonshineTokens(vocabulary))])
    return ['encoder_model.onnx', 'decoder_model_merged.onnx', 'tokens.txt']
  },
  async kokoro(folder) {
    const tokenizer = await readFile(join(folder, 'tokenizer.json'), 'utf8')
    const voices = KOKORO_VOICES.map((voice) => join(folder, `voices/${voice}.bin`))
    const model = await readFile(join(folder, 'model.part0.onnx'))
    const models = await writeKokoro(model, folder)
    await writeWhole(join(folder, 'voices.bin'), voices)
    await writeWhole(join(folder, 'tokens.txt'), [Buffer.from(kokoroTokens(tokenizer))])
    return [...models, 'voices.bin', 'tokens.txt']
  },
  async 'kokoro-full'(folder, files) {
    const model = await readJoined(files.map(({ path }) => join(folder, path)))
    return await writeKokoro(model, folder)
  },
  async piper(folder) {
    const config = readPiperConfig(await readFile(join(folder, 'voice.json'), 'utf8'))
    const settings = JSON.stringify(piperSettings(config))
    await writeWhole(join(folder, 'model.onnx'), [join(folder, 'voice.onnx'), piperMetadata(config)])
    await writeWhole(join(folder, 'tokens.txt'), [Buffer.from(piperTokens(config))])
    await writeWhole(join(folder, 'settings.json'), [Buffer.from(settings)])
    return ['model.onnx', 'tokens.txt', 'settings.json']
  },
  async gunzip(folder, files) {
    for (const file of files) await unpack(file, folder)
    return files.map(unpackedPath)
  },
} satisfies Record<NonNullable<Pack['recipe']>, (folder: string, files: PackFile[]) => Promise<string[]>>

/** A Kokoro model as it sounds best, and with less to do for lines that somebody waits for. */
const KOKORO_MODELS: Readonly<Record<string, ReadonlyMap<string, Ranges>>> = {
  'model.onnx': new Map(),
  'urgent.onnx': RANGES,
}

/** @returns the names of the files */
async function writeKokoro(model: Buffer, folder: string): Promise<string[]> {
  for (const [name, ranges] of Object.entries(KOKORO_MODELS)) {
    const pieces = rewriteModel(model, (graph) => fuseActivations(graph, ranges))
    await writeWhole(join(folder, name), [...pieces, kokoroMetadata()])
  }
  return Object.keys(KOKORO_MODELS)
}

/** The compressed file is pinned, so content without a pin of its own can be trusted. */
async function unpack(file: PackFile, folder: string): Promise<void> {
  const path = join(folder, unpackedPath(file))
  const compressed = createReadStream(join(folder, file.path))
  await pipeline(compressed, createGunzip(), (bytes: AsyncIterable<Uint8Array>) =>
    file.unpacked
      ? writeVerified(bytes, { path: unpackedPath(file), ...file.unpacked }, path)
      : writeWhole(path, bytes),
  )
}

function unpackedPath({ path }: PackFile): string {
  return path.replace(/\.gz$/, '')
}

/** Reads files into one buffer. Each is read to its place, because together they are large. */
async function readJoined(paths: readonly string[]): Promise<Buffer> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))
  const joined = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0))
  let end = 0
  for (const path of paths) {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) end += chunk.copy(joined, end)
  }
  return joined
}

type Pieces = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array>

/** Streams pieces (bytes or paths of files) into one file, because models are large. */
async function writeWhole(path: string, pieces: Pieces): Promise<void> {
  const partial = `${path}.part`
  try {
    await pipeline(contentOf(pieces), createWriteStream(partial, { flush: true }))
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function* contentOf(pieces: Pieces): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    if (typeof piece === 'string') yield* createReadStream(piece) as AsyncIterable<Uint8Array>
    else yield piece
  }
}
