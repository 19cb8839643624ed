import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Pack } from './catalogue.ts'
import { kokoroMetadata, kokoroTokens, KOKORO_VOICES } from './kokoro-format.ts'
import { moonshineTokens } from './moonshine-format.ts'

/**
 * Converts a pack's verified files into the files that the inference library needs.
 * @returns the paths of the installed pack. Its other files are no longer needed.
 */
export async function derive(pack: Pack, folder: string): Promise<string[]> {
  const paths = pack.files.map((file) => file.path)
  return pack.recipe === undefined ? paths : recipes[pack.recipe](folder, paths)
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
    await writeWhole(join(folder, 'model.onnx'), [join(folder, 'model.part0.onnx'), kokoroMetadata()])
    await writeWhole(join(folder, 'voices.bin'), voices)
    await writeWhole(join(folder, 'tokens.txt'), [Buffer.from(kokoroTokens(tokenizer))])
    return ['model.onnx', 'voices.bin', 'tokens.txt']
  },
  async 'kokoro-full'(folder, paths) {
    const parts = paths.map((path) => join(folder, path))
    await writeWhole(join(folder, 'model.onnx'), [...parts, kokoroMetadata()])
    return ['model.onnx']
  },
} satisfies Record<NonNullable<Pack['recipe']>, (folder: string, paths: string[]) => Promise<string[]>>

/** Streams pieces (bytes or paths of files) into one file, because models are large. */
async function writeWhole(path: string, pieces: (Uint8Array | string)[]): Promise<void> {
  await pipeline(contentOf(pieces), createWriteStream(`${path}.part`, { flush: true }))
  await rename(`${path}.part`, path)
}

async function* contentOf(pieces: (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (typeof piece === 'string') yield* createReadStream(piece) as AsyncIterable<Uint8Array>
    else yield piece
  }
}
