import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { measureAhead } from '../src/lib/engines/pipeline/ahead.ts'
import type { Target } from '../src/lib/engines/pipeline/target.ts'
import { writeWav } from '../src/lib/media/wav.ts'
import { useFfmpeg } from './support/count-ffmpeg.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ahead-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

it('what is measured beside the voice ends with it if the voice fails', async () => {
  const [source, cues, began] = ['a.wav', 'cues.json', 'began'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await writeWav(source, new Float32Array(1000).fill(0.5), 1000)
  await writeFile(cues, JSON.stringify([{ id: 1, start: 0, end: 1, text: 'said', translated: 'dicho' }]))
  await useFfmpeg(folder, `echo $$ > "${began}"\nexec sleep 600`)
  const media = { seconds: 1, audio: [{ index: 0, channels: 1 }] }
  const target = {
    settings: { overlap: true },
    needs: {},
    runner: { can: async () => true },
    source: { sourceKey: source, media, audio: 0 },
  } as unknown as Target
  const files = { get: async (key: string) => key }
  const context = { files, signal: new AbortController().signal } as never
  const measuring = await measureAhead(target, cues, context)
  const pid = await vi.waitFor(async () => Number(await readFile(began, 'utf8')) || expect.fail(), 60_000)
  await measuring?.stop()
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})
