import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { diagnose } from './diagnose.ts'
import { installCommand } from './install-command.ts'
import { checkStorage } from './storage.ts'
import { checkMemory, checkNode } from './machine.ts'

let folder: string
let bin: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'))
  bin = join(folder, 'bin')
  await mkdir(bin)
})
afterEach(() => rm(folder, { recursive: true }))

async function check(name: string, env: NodeJS.ProcessEnv = {}, dataDir = join(folder, 'data')) {
  const checks = await diagnose({ dataDir, cacheFolder: join(folder, 'models'), env: { PATH: bin, ...env } })
  return checks.find((each) => each.name === name)
}

async function program(name: string, script: string) {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(bin, name), 0o755)
}

test('every failed check says what it is needed for and how to fix it', async () => {
  const checks = await diagnose({
    dataDir: join(folder, 'data'),
    cacheFolder: join(folder, 'models'),
    env: { PATH: bin },
  })
  for (const { name, ok, fix, neededFor, found } of checks) {
    expect(neededFor, name).not.toBe('')
    expect(found, name).not.toBe('')
    if (!ok) expect(fix, name).toBeTruthy()
  }
  expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toContain('pack moonshine-base-en')
})

test('without transformers.js, the command that installs it beside the packs is named', async () => {
  expect(await check('transformers.js')).toMatchObject({
    ok: false,
    optional: true,
    fix: expect.stringContaining(`--prefix "${join(folder, 'models/runtime')}"`),
  })
})

test('without a translator, the packages to install are named', async () => {
  expect(await check('Apertium')).toMatchObject({
    ok: false,
    optional: false,
    found: 'not found',
    fix: expect.stringContaining('apertium apertium-eng-spa'),
  })
})

test('an Apertium without the default pair fails the check', async () => {
  await program('apertium', 'echo "  eng-cat"; echo "  cat-eng"')
  expect(await check('Apertium')).toMatchObject({ ok: false, found: 'en-ca ca-en' })
})

test('an Apertium with the default pair passes the check', async () => {
  await program('apertium', 'echo "  eng-spa"')
  expect(await check('Apertium')).toMatchObject({ ok: true, found: 'en-es' })
})

test('a configured chat endpoint makes Apertium optional', async () => {
  const server = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const env = {
    VIDEO_TRANSLATION_CHAT_URL: url.replace('user:secret@', ''),
    VIDEO_TRANSLATION_CHAT_MODEL: 'm',
  }
  expect(await check('Apertium', env)).toMatchObject({ optional: true })
  expect(await check('chat endpoint', env)).toMatchObject({ ok: true, optional: false })
  server.close()
})

test('a chat endpoint that does not answer is reported without its password', async () => {
  const env = {
    VIDEO_TRANSLATION_CHAT_URL: 'http://user:secret@127.0.0.1:9/v1',
    VIDEO_TRANSLATION_CHAT_MODEL: 'm',
  }
  const found = (await check('chat endpoint', env))?.found
  expect(found).toBe('http://127.0.0.1:9/v1 does not answer')
})

test('an ffmpeg that does not run fails the check', async () => {
  await program('ffmpeg', 'exit 1')
  expect(await check('ffmpeg')).toMatchObject({ ok: false, found: expect.stringContaining('does not run') })
})

/** A fake ffmpeg that prints its version and its lists. */
const fakeFfmpeg = (libavutil: number, lists: string) =>
  program(
    'ffmpeg',
    `case "$*" in *-version*) echo "ffmpeg version x"; echo "libavutil      ${libavutil}. 1";; *) ${lists};; esac`,
  )

const ALL =
  'for n in aformat alimiter amerge apad aresample asplit atempo atrim pan sidechaincompress volume aac libopus mov_text pcm_s16le srt webvtt ipod matroska mov mp4 wav webm; do echo " x $n  y"; done'

test('an ffmpeg older than 5 is reported with its remaining use', async () => {
  await fakeFfmpeg(56, ALL)
  expect(await check('ffmpeg')).toMatchObject({
    ok: false,
    optional: true,
    found: expect.stringContaining('older than ffmpeg 5'),
    fix: expect.stringContaining('ffmpeg'),
  })
})

test('a missing encoder or filter of ffmpeg is reported by name', async () => {
  await fakeFfmpeg(57, `${ALL} | grep -v -e libopus -e sidechaincompress`)
  expect(await check('ffmpeg')).toMatchObject({
    ok: false,
    optional: false,
    found: expect.stringMatching(/lacks the filter sidechaincompress, the encoder libopus$/),
  })
})

test('a new and complete ffmpeg passes the check', async () => {
  await fakeFfmpeg(57, ALL)
  expect(await check('ffmpeg')).toMatchObject({ ok: true })
})

test('a data folder that cannot be created is reported with the folder in its way', async () => {
  await writeFile(join(folder, 'file'), '')
  expect(await check('data folder', {}, join(folder, 'file', 'data'))).toMatchObject({
    ok: false,
    found: expect.stringContaining('is a file'),
  })
})

test('a server that runs on the data folder is reported', async () => {
  const dataDir = join(folder, 'data')
  await mkdir(dataDir)
  await writeFile(
    join(dataDir, 'server.json'),
    JSON.stringify({ url: 'http://127.0.0.1:1', pid: process.pid }),
  )
  expect(await check('data folder', {}, dataDir)).toMatchObject({
    ok: true,
    found: expect.stringContaining(`process ${process.pid}`),
  })
})

test('the servers that share a data folder are reported, also those of other machines', async () => {
  const dataDir = join(folder, 'shared')
  await mkdir(join(dataDir, 'servers'), { recursive: true })
  const write = (name: string, server: object) =>
    writeFile(join(dataDir, 'servers', `${name}.json`), JSON.stringify(server))
  await write('a', { url: 'http://127.0.0.1:1', pid: process.pid, host: hostname() })
  await write('b', { url: 'http://10.0.0.2:1', pid: 1, host: 'another-machine' })
  await write('ended', { url: 'http://127.0.0.1:2', pid: 2 ** 22 + 1, host: hostname() })
  expect(await check('data folder', {}, dataDir)).toMatchObject({
    ok: true,
    found: expect.stringContaining(
      `(2 servers share it: http://127.0.0.1:1, process ${process.pid}; ` +
        'http://10.0.0.2:1, process 1 on another-machine)',
    ),
  })
})

test('a bucket that does not answer is reported with what to correct', async () => {
  const fileStore = { bucket: 'videos', endpoint: 'http://127.0.0.1:9' }
  const [found] = await checkStorage(fileStore)
  expect(found).toMatchObject({ name: 'bucket', ok: false, found: expect.stringContaining('s3://videos') })
  expect(found?.fix).toContain('AWS_ACCESS_KEY_ID')
  expect(await checkStorage(undefined)).toEqual([])
})

test('an old Node and a small machine fail the check', () => {
  expect(checkNode('20.19.0')).toMatchObject({ ok: false, fix: expect.stringContaining('22.12') })
  expect(checkNode('22.12.0')).toMatchObject({ ok: true })
  expect(checkNode('24.1.0')).toMatchObject({ ok: true })
  expect(checkMemory(2 ** 30)).toMatchObject({ ok: false, found: '1.0 GiB' })
})

test('the install command depends on the user', () => {
  expect(installCommand(['ffmpeg'], true, 0)).toBe('apt-get update && apt-get install -y ffmpeg')
  expect(installCommand(['ffmpeg'], true, 1000)).toBe('sudo apt-get update && sudo apt-get install -y ffmpeg')
  expect(installCommand(['ffmpeg'], false, 0)).toMatch(/ffmpeg/)
})
