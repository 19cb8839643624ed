import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ffmpeg } from '../../packages/server/test/support/media.ts'
import { chooseDemo } from './demos.ts'
import { runDemo } from './run-demo.ts'

const DEMO = resolve(import.meta.dirname, 'main.ts')

test('the demo makes a Spanish video of a sample, and says how long each stage took', async () => {
  vi.stubEnv('VIDEO_TRANSLATION_OFFLINE', '1')
  const out = await mkdtemp(join(tmpdir(), 'demo-'))
  const demo = chooseDemo(undefined)
  const sample = join(out, 'short.mp4')
  await ffmpeg('-i', demo.sample, '-t', '8', '-c', 'copy', sample)
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  onTestFinished(async () => {
    log.mockRestore()
    vi.unstubAllEnvs()
    await rm(out, { recursive: true })
  })
  // `npm run soak -- tests` has the whole demo with its own voice.
  const request = { ...demo.request, options: { synthesizer: 'espeak' } }
  let dataDir = ''
  await runDemo({ ...demo, sample, out, request }, async (_url, data) => void (dataDir = resolve(data)))
  const printed = lines.join('\n')
  expect(printed).toMatch(/synthesize +\d/)
  expect(printed).toMatch(/total +\d+\.\d s, \d\.\d\d x the clip's [78]\.\d s/)
  expect(await readdir(out)).toEqual(expect.arrayContaining(['es.mp4', 'es.srt']))
  for (const name of ['es.mp4', 'es.srt']) expect(printed).toContain(name)
  expect(dataDir).toBe(join(out, 'data'))
})

test('a word that is no demo is refused before anything is downloaded', async () => {
  const run = promisify(execFile)(process.execPath, ['--conditions=video-translation-source', DEMO, 'xx'])
  await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('npm run demo -- es') })
})
