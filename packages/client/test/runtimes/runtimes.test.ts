import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium } from 'playwright-core'
import { VideoTranslationClient } from 'video-translation-client'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { serve } from '../support/serve.ts'
import {
  bundleForPage,
  bundleForWorker,
  type Consumer,
  makeConsumer,
  type RunningSimulator,
  startSimulator,
} from './consumer.ts'
import { installRuntimes, nodeOf, programOf } from './install.ts'
import { addRow, printTable } from './table.ts'
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

let consumer: Consumer
let simulator: RunningSimulator

beforeAll(async () => {
  installRuntimes()
  consumer = makeConsumer()
  simulator = await startSimulator(consumer, process.execPath)
})

afterAll(async () => {
  await simulator.stop()
  consumer.remove()
  printTable()
})

describe.each([
  ['Node 22', () => nodeOf(22)],
  ['Node 24', () => process.execPath],
  ['Node 26', () => nodeOf(26)],
])('%s', (name, program) => {
  test('runs the client against a simulator that it runs itself', async () => {
    const own = await startSimulator(consumer, program())
    onTestFinished(() => own.stop())
    await expectAll(name, 'node_modules', [program(), '--version'], async () => {
      const args = [consumer.program('command'), own.url]
      const { stdout } = await execute(program(), args, { cwd: consumer.folder })
      return [JSON.parse(stdout)]
    })
  })
})

const DENO = ['run', '--no-prompt', '--allow-net=127.0.0.1', '--allow-read', '--node-modules-dir=manual']

test.each([
  ['Bun', () => programOf('@oven', 'bun'), []],
  ['Deno', () => programOf('@deno', 'deno'), DENO],
])('%s runs the client', async (name, program, options) => {
  const env = { ...process.env, DENO_DIR: consumer.folder, DENO_NO_UPDATE_CHECK: '1', DO_NOT_TRACK: '1' }
  const args = [...options, consumer.program('command'), simulator.url]
  await expectAll(name, 'node_modules', [program(), '--version'], async () => {
    const { stdout } = await execute(program(), args, { cwd: consumer.folder, env })
    return [JSON.parse(stdout)]
  })
})

test('a page in Chromium runs the client, which a bundler has split', async () => {
  const files = bundleForPage(consumer)
  expect(files.size).toBeGreaterThan(3)
  const site = await serve(async (request) => pageOrFile(new URL(request.url).pathname, files))
  onTestFinished(() => site.close())
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  await expectAll('Chromium', 'a bundle', browser.version(), async () => {
    await page.goto(`${site.url}?server=${encodeURIComponent(simulator.url)}`)
    await page.waitForFunction('globalThis.result')
    return [await page.evaluate('result')]
  })
})

function pageOrFile(path: string, files: Map<string, string>): Response {
  const script = files.get(path)
  if (script !== undefined) return new Response(script, { headers: { 'content-type': 'text/javascript' } })
  if (path !== '/') return new Response(null, { status: 404 })
  const page = '<script type="module" src="/page.js"></script>'
  return new Response(page, { headers: { 'content-type': 'text/html' } })
}

async function launchChromium(): Promise<Browser> {
  const quiet = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ]
  return await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', ...quiet],
  })
}

describe.each(['2024-01-01', '2026-11-01'])('Cloudflare Workers of %s', (compatibilityDate) => {
  let workerd: Workerd
  beforeAll(async () => {
    workerd = await startWorkerd(bundleForWorker(consumer, simulator.url), compatibilityDate)
  })
  afterAll(() => workerd.stop())

  test('one client at module level serves requests side by side', async () => {
    const version = [programOf('@cloudflare', 'workerd'), '--version']
    await expectAll(`workerd of ${compatibilityDate}`, 'a bundle', version, async () => {
      const first = ask('/program')
      await sleep(300)
      return await Promise.all([first, ask('/program'), ask('/program')])
    })
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
  await using client = new VideoTranslationClient(simulator.url)
  return (await client.create({ source: 'https://example.com/talk.mp4', to: ['es'] })).id
}

/** Adds a row to the table if each of the results is as expected. */
async function expectAll(
  name: string,
  from: string,
  version: string | string[],
  results: () => Promise<unknown[]>,
): Promise<void> {
  const startedAtMs = performance.now()
  for (const result of await results()) expect(result).toEqual(EXPECTED)
  const seconds = (performance.now() - startedAtMs) / 1000
  addRow({ name, from, version: await versionOf(version), seconds })
}

/** A version, or what a command prints about it: the first number with dots. */
async function versionOf(version: string | string[]): Promise<string> {
  if (typeof version === 'string') return version
  const [program = '', ...args] = version
  const { stdout } = await execute(program, args)
  return /\d+(?:[.-]\d+)+/.exec(stdout)?.[0] ?? stdout.trim()
}
