import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { buildDashboard } from '../../../scripts/build-dashboard.mjs'

const SITE = join(import.meta.dirname, '../../../packages/dashboard/site')

beforeAll(() => buildDashboard())

test('the first load is under 200 kB gzipped, the font included', () => {
  const page = readFileSync(join(SITE, 'index.html'), 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\.(\/[^"]+)"/g)].map(([, path = '']) => path)
  const fonts = readdirSync(join(SITE, 'assets')).filter((name) => name.endsWith('.woff2'))
  expect(fonts).toHaveLength(1)
  const all = ['index.html', ...named, ...fonts.map((name) => `assets/${name}`)]
  const bytes = all.map((path) => gzipSync(readFileSync(join(SITE, path)), { level: 9 }).byteLength)
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(200_000)
})

test('each other page names its own files, so that they come at once', () => {
  for (const name of ['new', 'translation', 'studio', 'overview', 'settings']) {
    const page = readFileSync(join(SITE, `${name}.html`), 'utf8')
    const own = new RegExp(`rel="modulepreload" crossorigin href="./(assets/${name}-page-[^"]+)"`)
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
