import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { answerDashboard } from 'video-translation-dashboard'
import { buildDashboard } from '../../../scripts/build-dashboard.mjs'

const SITE = join(import.meta.dirname, '../../../packages/dashboard/site')

beforeAll(() => buildDashboard())

/** What a browser fetches at once on each page, the font included, in bytes after gzip. */
const LIMITS = {
  index: 187_000,
  new: 187_000,
  translation: 183_500,
  studio: 212_500,
  overview: 194_000,
  settings: 178_000,
}

test.each(Object.entries(LIMITS))('the first load of the page %s is under %i bytes', (name, limit) => {
  const bytes = firstFilesOf(name).map((path) => zippedBytesOf(path))
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(limit)
})

test('what is painted first waits for no code but a few lines', () => {
  const page = readFileSync(join(SITE, 'index.html'), 'utf8')
  const urgent = page.replaceAll(/<link[^>]*fetchpriority="low"[^>]*>/g, '')
  const scripts = [...urgent.matchAll(/(?:src|href)="\.(\/[^"]+\.js)"/g)]
  const bytes = scripts.map(([, path = '']) => zippedBytesOf(path))
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(3_000)
})

test('a browser gets the smallest form of a file that it understands', async () => {
  const [script = ''] = firstFilesOf('index').filter((path) => /^\/assets\/.*\.js$/.test(path))
  const ask = (acceptEncoding: string) => answerDashboard({ path: script, accept: '*/*', acceptEncoding })
  const forms = await Promise.all(['gzip, deflate, br, zstd', 'gzip', ''].map(ask))
  expect(forms.map((answer) => answer?.headers['content-encoding'])).toEqual(['br', 'gzip', undefined])
  const [brotli, gzip, plain] = forms.map((answer) => Buffer.from(answer?.body ?? []))
  expect(brotliDecompressSync(brotli ?? '')).toEqual(plain)
  expect(gunzipSync(gzip ?? '')).toEqual(plain)
  expect(brotli?.byteLength).toBeLessThan(gzip?.byteLength ?? 0)
})

test('each other page names its own files, so that they come at once', () => {
  for (const name of ['new', 'translation', 'studio', 'overview', 'settings']) {
    const page = readFileSync(join(SITE, `${name}.html`), 'utf8')
    const own = new RegExp(`rel="modulepreload"[^>]* href="./(assets/${name}-page-[^"]+)"`)
    const file = own.exec(page)?.[1] ?? 'none'
    expect(existsSync(join(SITE, file)), name).toBe(true)
  }
})

test('nothing of the page is inline, and its files need no other host', () => {
  const page = readFileSync(join(SITE, 'index.html'), 'utf8')
  expect(page).not.toMatch(/<style|style="|\son\w+="|<script(?![^>]*\ssrc=)|https?:\/\//)
  for (const name of readdirSync(join(SITE, 'assets')).filter((file) => file.endsWith('.css')))
    expect(readFileSync(join(SITE, 'assets', name), 'utf8')).not.toMatch(/url\(["']?(https?:|data:)/)
})

function firstFilesOf(name: string): string[] {
  const page = readFileSync(join(SITE, `${name}.html`), 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\.(\/[^"]+)"/g)].map(([, path = '']) => path)
  const fonts = readdirSync(join(SITE, 'assets')).filter((file) => file.endsWith('.woff2'))
  expect(fonts).toHaveLength(1)
  return [...new Set([`/${name}.html`, ...named, ...fonts.map((file) => `/assets/${file}`)])]
}

function zippedBytesOf(path: string): number {
  return gzipSync(readFileSync(join(SITE, path)), { level: 9 }).byteLength
}
