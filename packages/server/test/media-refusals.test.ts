import { copyFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runFfmpeg, runFfprobe } from '../src/lib/media/run.ts'
import { dub, ffmpeg } from './support/media.ts'

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=size=192x108:rate=25:duration=6']
const SOUND = ['-f', 'lavfi', '-i', 'sine=frequency=300:duration=6:sample_rate=44100']
const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast']

let folder: string
const at = (name: string) => join(folder, name)

async function make(name: string, ...args: string[]): Promise<string> {
  await ffmpeg(...args, at(name))
  return at(name)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-'))
  await make('plain.mp4', ...PICTURE, ...SOUND, ...H264, '-c:a', 'aac')
})
afterAll(() => rm(folder, { recursive: true }))

describe('a source that cannot be dubbed is refused with the reason', () => {
  const refused = async (path: string) =>
    dub(path, `${path}-out`).then(
      () => 'dubbed',
      (error: unknown) => error,
    )

  it.each([
    ['zero.mp4', '', 'unsupported_media', /empty/],
    ['text.mp4', 'Dear Sir, this is no video.', 'unsupported_media', /a text file/],
    ['page.mp4', '<!doctype html><html><body>404</body></html>', 'unsupported_media', /a web page/],
    ['noise.mp4', '\u0000\u0001\u0002 nothing known', 'unsupported_media', /no known kind/],
  ])('%s', async (name, content, code, message) => {
    await writeFile(at(name), content)
    expect(await refused(at(name))).toMatchObject({
      name: 'EngineError',
      code,
      message: expect.stringMatching(message),
    })
  })

  it('a file without sound', async () => {
    const source = await make('mute.mp4', ...PICTURE, ...H264)
    expect(await refused(source)).toMatchObject({ code: 'no_audio' })
  })

  it('a file without its index', async () => {
    await copyFile(at('plain.mp4'), at('cut.mp4'))
    await truncate(at('cut.mp4'), 20_000)
    expect(await refused(at('cut.mp4'))).toMatchObject({
      code: 'broken_media',
      message: expect.stringMatching(/moov/),
    })
  })

  it('an encrypted file', async () => {
    const key = [
      '-encryption_key',
      '76a6c65c5ea762046bd749a2e632ccbb',
      '-encryption_kid',
      'a7e61c373e219033c21091fa607bf3b8',
    ]
    const source = await make(
      'drm.mp4',
      '-i',
      at('plain.mp4'),
      '-c',
      'copy',
      '-encryption_scheme',
      'cenc-aes-ctr',
      ...key,
    )
    expect(await refused(source)).toMatchObject({ code: 'protected_media' })
  })
})

describe('a disguised playlist opens no file and no connection', () => {
  it('even if the tools get it directly', async () => {
    const asked: string[] = []
    await using server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const target = `http://127.0.0.1:${port}/secret.ts`
    const playlists = {
      'hls.mp4': `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${target}\n#EXTINF:10,\n${at('plain.mp4')}\n#EXT-X-ENDLIST\n`,
      'concat.mp4': `ffconcat version 1.0\nfile ${at('plain.mp4')}\nfile ${target}\n`,
    }
    for (const [name, content] of Object.entries(playlists)) {
      await writeFile(at(name), content)
      await expect(dub(at(name), at(`${name}-out`))).rejects.toMatchObject({ code: 'unsupported_media' })
      const guard = [
        '-protocol_whitelist',
        'file',
        '-format_whitelist',
        'mov,mp4,m4a,3gp,3g2,mj2',
        '-i',
        `file:${at(name)}`,
      ]
      const run = { signal: new AbortController().signal, timeoutMs: 120_000 }
      await expect(runFfprobe({ ...run, args: ['-show_streams', ...guard] })).rejects.toThrow(
        /ffprobe failed/,
      )
      await expect(runFfmpeg({ ...run, args: [...guard, '-f', 'null', '-'] })).rejects.toThrow(
        /ffmpeg failed/,
      )
    }
    expect(asked).toEqual([])
  })
})

describe('a run of ffmpeg', () => {
  it('is killed at once by an abort, with its reason', async () => {
    const controller = new AbortController()
    const endless = ['-f', 'lavfi', '-i', 'sine', '-f', 'null', '-']
    const run = runFfmpeg({ args: ['-re', ...endless], signal: controller.signal, timeoutMs: 240_000 })
    const reason = new Error('canceled')
    setTimeout(() => controller.abort(reason), 300)
    const started = performance.now()
    await expect(run).rejects.toBe(reason)
    expect(performance.now() - started).toBeLessThan(60_000)
  })

  it('is killed at its time limit', async () => {
    const args = ['-re', '-f', 'lavfi', '-i', 'sine', '-f', 'null', '-']
    const run = runFfmpeg({ args, signal: new AbortController().signal, timeoutMs: 500 })
    await expect(run).rejects.toMatchObject({ name: 'MediaToolFailed', timedOut: true })
  })
})
