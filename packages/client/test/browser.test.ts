import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFakeApi, type FakeApi } from './support/fake-api.ts'
import { serve } from './support/serve.ts'

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

let browser: Browser

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `No Chromium at ${CHROMIUM}. Install it with \`apt-get install -y chromium\`, or set CHROMIUM_PATH.`,
    )
  }
  const args = ['--no-sandbox', '--disable-gpu', ...QUIET]
  browser = await chromium.launch({ executablePath: CHROMIUM, args, timeout: 120_000 })
})

afterAll(() => browser?.close())

test('a page uploads, waits and downloads from a server of another origin', async () => {
  const api = createFakeApi()
  api.artifacts.files.set('es.mp4', new Uint8Array(700_000))
  const translations = await serve(async (request) => answer(api, request))
  const files = await bundlePage()
  const site = await serve(async ({ url }) => fileResponse(files, new URL(url).pathname))
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(60_000)
    await page.goto(`${site.url}/`)
    const script = `translateInPage(${JSON.stringify(translations.url)})`
    expect(await page.evaluate(script)).toEqual({
      statuses: ['pending', 'running', 'completed'],
      sent: 1_500_000,
      downloaded: ['video/mp4', 700_000],
      timedOut: true,
    })
    // Each wait has one stream at most. The second one may end before its request has left.
    const bodies = api.bodies as ({ translations?: { id: string }[] } | undefined)[]
    const followed = bodies.flatMap((body) => body?.translations ?? []).map(({ id }) => id)
    expect(followed.length).toBeGreaterThan(0)
    expect(new Set(followed).size).toBe(followed.length)
  } finally {
    site.close()
    translations.close()
  }
})

/** Completes the first translation when its stream opens. The second one never ends. */
async function answer(api: FakeApi, request: Request): Promise<Response> {
  const response = await api.fetch(request)
  const id = /tr_\d+/.exec(JSON.stringify(api.bodies.at(-1) ?? ''))?.[0]
  const isFirst = api.requests.filter((each) => each.endsWith('/stream')).length === 1
  if (request.url.endsWith('/stream') && id && isFirst) {
    const artifacts = [{ name: 'es.mp4', mediaType: 'video/mp4' }]
    setTimeout(() => api.change(id, { status: 'running' }), 50)
    setTimeout(() => api.change(id, { status: 'completed', artifacts }), 100)
  }
  return response
}

async function bundlePage(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('support/page.ts', import.meta.url))],
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    conditions: ['video-translation-source'],
    outdir: '/',
    write: false,
  })
  const page = '<!doctype html><script type="module" src="/page.js"></script>'
  return new Map([['/', page], ...outputFiles.map(({ path, text }) => [path, text] as [string, string])])
}

function fileResponse(files: Map<string, string>, path: string): Response {
  const type = path === '/' ? 'text/html' : 'text/javascript'
  return new Response(files.get(path) ?? '', { headers: { 'content-type': type } })
}
