import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const DEMO = resolve(import.meta.dirname, '../demo/main.ts')
const OUT = resolve(import.meta.dirname, '../../out/demo')

test('the demo makes a Spanish video of the sample, and downloads nothing the second time', async () => {
  const before = Date.now()
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=video-translation-source', DEMO],
    { env: { ...process.env, VIDEO_TRANSLATION_OFFLINE: '1' } },
  )
  expect(stdout).toMatch(/synthesize +\d/)
  expect(stdout).toMatch(/total +\d+\.\d s, \d\.\d\d x the clip's 24\.8 s/)
  expect(stdout).not.toMatch(/Downloading|Installing/)
  for (const name of ['es.mp4', 'es.srt']) {
    expect(stdout).toContain(`out/demo/${name}`)
    const { mtimeMs, size } = await stat(resolve(OUT, name))
    expect(mtimeMs).toBeGreaterThanOrEqual(before - 1000)
    expect(size).toBeGreaterThan(100)
  }
})
