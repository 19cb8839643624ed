import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ServerOptions } from '../../config/server-options.ts'
import { createServer } from '../../server.ts'
import { createPipelineEngine } from './engine.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tools-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

/** Installs fake tools that print this version. */
async function useTools(version: string, libavutil: string): Promise<void> {
  const path = join(folder, version)
  await writeFile(
    path,
    `#!/bin/sh\necho "ffmpeg version ${version} Copyright"; echo "libavutil      ${libavutil}"\n`,
  )
  await chmod(path, 0o755)
  vi.stubEnv('FFMPEG_PATH', path)
  vi.stubEnv('FFPROBE_PATH', path)
}

const request = { from: 'en', to: ['es'], options: {} } as never
const codesOf = async (allowOldFfmpeg: boolean) =>
  (await createPipelineEngine({ allowOldFfmpeg }).check(request)).map(({ code }) => code)

it.each([
  ['N-47683-g0e8eb07980-static', '56. 24.101 / 56. 24.101'],
  ['4.4.2', '56. 70.100 / 56. 70.100'],
])('an old ffmpeg (%s) reads no untrusted files, unless it is allowed', async (version, libavutil) => {
  await useTools(version, libavutil)
  expect(await codesOf(false)).toEqual(['old_ffmpeg'])
  expect(await codesOf(true)).not.toContain('old_ffmpeg')
  const [refusal] = await createPipelineEngine({ allowOldFfmpeg: false }).check(request)
  expect(refusal?.message).toMatch(/older than ffmpeg 5.*apt-get install ffmpeg.*--allow-old-ffmpeg/)
})

it.each([
  ['5.1.9', '57. 28.100 / 57. 28.100'],
  ['N-120000-gabcdef', '60.  8.100 / 60.  8.100'],
])('a new ffmpeg (%s) reads untrusted files', async (version, libavutil) => {
  await useTools(version, libavutil)
  expect(await codesOf(false)).not.toContain('old_ffmpeg')
})

it('an old ffmpeg is refused by default on a server with API keys only', async () => {
  await useTools('4.4.2', '56. 70.100 / 56. 70.100')
  const key = 'x'.repeat(20)
  const apiKeys = [{ name: 'a', key }]
  const isRefused = async (options: ServerOptions) => {
    const server = await createServer({ dataDir: join(folder, randomUUID()), logLevel: 'silent', ...options })
    const response = await server.fetch(`${server.url}/v1/engines`, { headers: { 'x-api-key': key } })
    const text = await response.text()
    await server.close({ graceMs: 0 })
    return text.includes('older than ffmpeg 5')
  }
  expect(await isRefused({})).toBe(false)
  expect(await isRefused({ apiKeys })).toBe(true)
  expect(await isRefused({ apiKeys, allowOldFfmpeg: true })).toBe(false)
})

it('a missing ffmpeg is refused at create time', async () => {
  vi.stubEnv('FFMPEG_PATH', join(folder, 'nothing'))
  expect(await codesOf(true)).toEqual(['media_tools_missing'])
})
