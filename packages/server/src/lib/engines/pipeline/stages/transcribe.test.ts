import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TaskContext } from '../../engine.ts'
import { createTranscriptTaker } from '../given-subtitles.ts'
import type { PreparedSource } from './prepare.ts'
import type { Transcript } from './source-output.ts'
import { transcribe } from './transcribe.ts'

const prepared = { speechKey: 'speech', media: { seconds: 10 } } as PreparedSource

test('a transcript of a longer version ends with the source', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'transcribe-'))
  try {
    const files = { get: async () => 'speech.wav', put: async (path: string) => path }
    const context = { signal: new AbortController().signal, files, scratch } as unknown as TaskContext
    const lines = [
      { start: 8, end: 12, text: 'The end.' },
      { start: 10, end: 13, text: 'After it.' },
      { start: 60, end: 62, text: 'Long after it.' },
    ]
    const spoken = { language: 'en', warnings: [] }
    const take = createTranscriptTaker(lines)
    const { transcriptKey } = await transcribe(prepared, spoken, take, context, () => {})
    const { cues } = JSON.parse(await readFile(transcriptKey, 'utf8')) as Transcript
    expect(cues).toEqual([{ id: 1, start: 8, end: 10, text: 'The end.' }])
  } finally {
    await rm(scratch, { recursive: true })
  }
})
