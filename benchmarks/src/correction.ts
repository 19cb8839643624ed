import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { VideoTranslationClient } from 'video-translation-client'
import { createPipelineEngine, createServer } from 'video-translation-server'
import { DEFAULT_PACKS, pullPacks } from 'video-translation-server/models'
import type { BenchArguments } from './arguments.ts'

const SAMPLE = resolve(import.meta.dirname, '../../samples/austen-en-25s.mp4')
const CORRECTION = 'Esta línea fue corregida por una persona.'

/**
 * Translates a video from English to Spanish, corrects its middle line, and applies that. The
 * figure is the time of the second result as a share of the first.
 */
export async function benchCorrection({ operands, voice, json }: BenchArguments): Promise<void> {
  await pullPacks([...DEFAULT_PACKS, ...(voice === 'full' ? ['kokoro-full'] : [])])
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const variant = voice === 'full' ? 'full' : 'quantised'
    const result = await measure(resolve(operands[0] ?? SAMPLE), variant, dataDir)
    print(result)
    if (json)
      await writeFile(json, `${JSON.stringify({ benchmark: 'correction', ...result }, undefined, 2)}\n`)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measure(file: string, voice: 'full' | 'quantised', dataDir: string) {
  await using server = await createServer({
    dataDir,
    logLevel: 'silent',
    engines: [createPipelineEngine({ voice })],
  })
  await using client = new VideoTranslationClient(await server.listen())
  const source = await openAsBlob(file)
  const startedAt = performance.now()
  const { id } = await client.translate({ source, name: basename(file), from: 'en', to: ['es'] })
  const firstSeconds = secondsSince(startedAt)
  const { revision, items } = await client.cues(id)
  const middle = items[Math.floor(items.length / 2)]
  if (!middle) throw new Error(`${file} has no speech to correct.`)
  const edit = { op: 'set', cue: middle.id, target: 'es', text: CORRECTION } as const
  await client.editCues(id, { revision, edits: [edit] })
  const appliedAt = performance.now()
  await client.apply(id)
  await client.wait(id)
  return {
    file: basename(file),
    lines: items.length,
    firstSeconds,
    correctionSeconds: secondsSince(appliedAt),
  }
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000
}

function print({ file, lines, firstSeconds, correctionSeconds }: Awaited<ReturnType<typeof measure>>): void {
  const share = ((100 * correctionSeconds) / firstSeconds).toFixed(1)
  console.log(`${file}, ${lines} lines: the whole translation took ${firstSeconds.toFixed(1)} s.`)
  console.log(`One corrected line: ${correctionSeconds.toFixed(1)} s, ${share} % of it.`)
}
