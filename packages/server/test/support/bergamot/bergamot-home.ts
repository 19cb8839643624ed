import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sentencePieceFile, SPECIAL_TOKENS } from './sentence-piece.ts'
import { shortlistFile } from './shortlist.ts'
import { syntheticModel } from './synthetic-model.ts'

/** A site on this machine that publishes synthetic models, as Mozilla's publishes the real ones. */
export interface BergamotHome {
  /** Path of the registry that names the models, for `VIDEO_TRANSLATION_BERGAMOT_REGISTRY`. */
  registry: string
  /** Paths of the requests so far. */
  requests: string[]
  /** The published files, by the path of their URL. */
  files: Map<string, Buffer>
  /** Answers instead of the files while it is set. */
  respond: RequestListener | undefined
  close(): Promise<void>
}

/** Words and their translations. */
export type Dictionary = Record<string, string>

/** Reads pairs of words, separated by commas. Punctuation stays as it is. */
export function dictionary(text: string): Dictionary {
  const words = text.split(/,|\n/).map((pair) => pair.trim().split(' '))
  const punctuation = ['.', ',', '!', '?'].map((sign) => [sign, sign])
  return Object.fromEntries([...punctuation, ...words.filter(([word]) => word !== '')]) as Dictionary
}

/** @param dictionaries by pair, e.g. `en-es` */
export async function startBergamotHome(
  folder: string,
  dictionaries: Record<string, Dictionary>,
): Promise<BergamotHome> {
  const files = new Map<string, Buffer>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    if (home.respond) return home.respond(request, response)
    const file = files.get(request.url ?? '')
    return response.writeHead(file ? 200 : 404).end(file)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const models = Object.entries(dictionaries).map(([pair, dictionary]) => publish(pair, dictionary, files))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const registry = join(folder, 'registry.json')
  await writeFile(registry, JSON.stringify({ home: url, models }))
  const home: BergamotHome = {
    registry,
    requests,
    files,
    respond: undefined,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return home
}

function publish(pair: string, dictionary: Dictionary, files: Map<string, Buffer>) {
  const [from, to] = pair.split('-')
  const contents = Object.entries(modelFiles(`${from}${to}`, dictionary))
  return {
    from,
    to,
    architecture: 'synthetic',
    folder: pair,
    files: contents.map(([name, content]) => {
      const compressed = gzipSync(content)
      files.set(`/${pair}/${name}.gz`, compressed)
      const pinned = { name, gzBytes: compressed.length, gzSha256: sha256(compressed) }
      const isModel = name.startsWith('model.')
      return isModel ? { ...pinned, bytes: content.length, sha256: sha256(content) } : pinned
    }),
  }
}

/** The files of a model, named as Mozilla names them. */
export function modelFiles(pair: string, dictionary: Dictionary): Record<string, Buffer> {
  const size = Math.ceil((SPECIAL_TOKENS + Object.keys(dictionary).length) / 8) * 8
  return {
    [`model.${pair}.intgemm.alphas.bin`]: syntheticModel(size),
    [`lex.50.50.${pair}.s2t.bin`]: shortlistFile(size),
    [`srcvocab.${pair}.spm`]: sentencePieceFile(Object.keys(dictionary), size),
    [`trgvocab.${pair}.spm`]: sentencePieceFile(Object.values(dictionary), size),
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
