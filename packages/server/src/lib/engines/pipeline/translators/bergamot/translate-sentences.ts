import { open } from 'node:fs/promises'
import type { ModelFiles } from './messages.ts'
import { loadBergamot, type AlignedMemory, type Bergamot } from './wasm.ts'

/** Alignments in bytes that the library needs. */
const MODEL_ALIGNMENT = 256
const OTHER_ALIGNMENT = 64
/** The sentences are split already, so the library must not split them again. */
const CONFIG = `beam-size: 1
normalize: 1.0
word-penalty: 0
max-length-break: 128
mini-batch-words: 256
workspace: 128
max-length-factor: 2.0
skip-cost: true
cpu-threads: 0
quiet: true
quiet-translation: true
gemm-precision: int8shiftAlphaAll
ssplit-mode: sentence
`

type TranslateBatch = (sentences: readonly string[]) => string[]

/** The one model of this process. Another model gets a process of its own. */
let loading: Promise<TranslateBatch> | undefined

export async function translateSentences(files: ModelFiles, sentences: readonly string[]): Promise<string[]> {
  loading ??= loadModel(files)
  return (await loading)(sentences)
}

async function loadModel(files: ModelFiles): Promise<TranslateBatch> {
  const bergamot = await loadBergamot()
  const vocabularies = new bergamot.AlignedMemoryList()
  for (const path of files.vocabularies) {
    vocabularies.push_back(await readAligned(bergamot, path, OTHER_ALIGNMENT))
  }
  const model = new bergamot.TranslationModel(
    CONFIG,
    await readAligned(bergamot, files.model, MODEL_ALIGNMENT),
    await readAligned(bergamot, files.shortlist, OTHER_ALIGNMENT),
    vocabularies,
    null,
  )
  const service = new bergamot.BlockingService({ cacheSize: 0 })
  return (sentences) => {
    const texts = new bergamot.VectorString()
    const options = new bergamot.VectorResponseOptions()
    for (const sentence of sentences) {
      texts.push_back(sentence)
      options.push_back({ qualityScores: false, alignment: false, html: false })
    }
    const responses = service.translate(model, texts, options)
    const translated = sentences.map((_, at) => responses.get(at).getTranslatedText())
    for (const owned of [responses, texts, options]) owned.delete()
    return translated
  }
}

/** Reads a file into the library's memory without a copy in this process's own. */
async function readAligned(
  { AlignedMemory }: Bergamot,
  path: string,
  alignment: number,
): Promise<AlignedMemory> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const memory = new AlignedMemory(size, alignment)
    let position = 0
    while (position < size) {
      const { bytesRead } = await file.read(memory.getByteArrayView(), position, size - position, position)
      if (bytesRead === 0) throw new Error(`${path} became shorter while it was read.`)
      position += bytesRead
    }
    return memory
  } finally {
    await file.close()
  }
}
