import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { createSimulator, type Simulator } from 'video-translation-simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serve } from '../support/serve.ts'
import { installRuntimes, programOf } from './install.ts'
import { startWorkerd, type Workerd } from './workerd.ts'

const execute = promisify(execFile)

const EXPECTED = {
  status: 'completed',
  again: 'completed',
  subtitles: true,
  timedOut: true,
  polled: 'completed',
  held: 'completed',
}

let simulator: Simulator
let server: Awaited<ReturnType<typeof serve>>
let folder: string

beforeAll(async () => {
  installRuntimes()
  simulator = createSimulator({ face: 'native', scenario: { durationMs: 1_000 } })
  server = await serve((request) => simulator.fetch(request))
  folder = await mkdtemp(join(tmpdir(), 'runtimes-'))
})

afterAll(async () => {
  server.close()
  await simulator.close()
  await rm(folder, { recursive: true })
})

describe('one program runs', () => {
  test.each([
    ['Node', () => [process.execPath]],
    ['Bun', () => [programOf('@oven', 'bun')]],
    [
      'Deno',
      () => [programOf('@deno', 'deno'), 'run', '--no-prompt', '--allow-net=127.0.0.1', '--no-config'],
    ],
  ])('in %s', async (_, command) => {
    const [program = '', ...args] = command()
    const file = join(folder, 'command.js')
    await writeFile(file, await bundle('command.ts'))
    const env = { ...process.env, DENO_DIR: folder, DENO_NO_UPDATE_CHECK: '1', DO_NOT_TRACK: '1' }
    const { stdout } = await execute(program, [...args, file, server.url], { cwd: folder, env })
    expect(JSON.parse(stdout)).toEqual(EXPECTED)
  })

  test('in a browser', async () => {
    const script = await bundle('page.ts')
    const site = await serve(async (request) => {
      const { pathname } = new URL(request.url)
      if (pathname.startsWith('/api/'))
        return await simulator.fetch(new Request(request.url.replace('/api/', '/'), request))
      const [type, body] =
        pathname === '/'
          ? ['text/html', '<script type="module" src="/page.js"></script>']
          : ['text/javascript', script]
      return new Response(body, { headers: { 'content-type': type as string } })
    })
    const quiet = [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ]
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', ...quiet],
    })
    try {
      const page = await browser.newPage()
      await page.goto(site.url)
      await page.waitForFunction('globalThis.result')
      expect(await page.evaluate('result')).toEqual(EXPECTED)
    } finally {
      await browser.close()
      site.close()
    }
  })
})

describe.each(['2024-01-01', '2026-11-01'])('in Cloudflare Workers of %s', (compatibilityDate) => {
  let workerd: Workerd
  beforeAll(async () => {
    workerd = await startWorkerd(await bundle('worker.ts'), compatibilityDate)
  })
  afterAll(() => workerd.stop())

  test('one client at module level serves requests side by side', async () => {
    const first = ask('/program')
    await sleep(300)
    const all = await Promise.all([first, ask('/program'), ask('/program')])
    expect(all).toEqual([EXPECTED, EXPECTED, EXPECTED])
    expect(workerd.printed()).toBe('')
  })

  test('a wait continues after the request that began it has ended', async () => {
    const id = await start()
    expect(await ask(`/begin?id=${id}`)).toBe('running')
    expect(await Promise.all([ask(`/wait?id=${id}`), ask(`/wait?id=${id}`)])).toEqual([
      'completed',
      'completed',
    ])
    expect(workerd.printed()).toBe('')
  })

  test('the client of a Durable Object shares its waits, and can be notified', async () => {
    const id = await start()
    const waits = [
      ask(`/object/notified?id=${id}`),
      ask(`/object/wait?id=${id}`),
      ask(`/object/wait?id=${id}`),
    ]
    await sleep(1_300)
    await ask(`/object/notify?id=${id}`)
    expect(await Promise.all(waits)).toEqual(['completed', 'completed', 'completed'])
    expect(workerd.printed()).toBe('')
  })

  async function ask(path: string): Promise<unknown> {
    const response = await fetch(workerd.url + path, { signal: AbortSignal.timeout(20_000) })
    return await response.json()
  }
})

async function start(): Promise<string> {
  const { VideoTranslationClient } = await import('video-translation-client')
  const client = new VideoTranslationClient(server.url)
  return (await client.create({ source: 'https://example.com/talk.mp4', to: ['es'] })).id
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    format: 'esm',
    target: 'es2023',
    conditions: ['video-translation-source'],
    define: { SERVER: JSON.stringify(server.url) },
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
