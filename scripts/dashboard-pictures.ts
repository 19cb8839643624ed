// Takes the pictures of the dashboard that docs/dashboard.md shows:
// node --conditions=video-translation-source scripts/dashboard-pictures.ts
import { mkdirSync, openAsBlob } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { openTab, startBrowser } from '../apps/dashboard/test/support/browser.ts'
import { startServer } from '../apps/dashboard/test/support/server.ts'

const FOLDER = join(import.meta.dirname, '..', 'docs', 'pictures')
const WIDE = { width: 1280, height: 800 }
const SAMPLE = join(import.meta.dirname, '..', 'samples', 'austen-en-25s.mp4')
const PHONE = { width: 390, height: 844 }

interface Picture {
  name: string
  path: string
  viewport: { width: number; height: number }
  colorScheme: 'light' | 'dark'
  act?(page: Page): Promise<void>
}

/** What the simulated engine is to play, the newest last. */
const TRANSLATIONS: [name: string, to: string[], options: Record<string, unknown>][] = [
  ['lecture-07.mkv', ['hi'], { durationMs: 200, outcome: 'error' }],
  ['safety-briefing.mp4', ['ca', 'gl', 'eo'], { durationMs: 900 }],
  ['weekly-47.mp4', ['es', 'fr'], { durationMs: 300, targets: { fr: { outcome: 'error' } } }],
  ['town-hall.mp4', ['es', 'fr'], { durationMs: 1200 }],
  ['keynote-madrid.mov', ['es', 'fr', 'de', 'ja'], { durationMs: 90_000 }],
  ['product-tour.webm', ['es', 'pt-BR'], { durationMs: 160_000 }],
]

await using it = await startServer()
const ids = new Map<string, string>()
for (const [name, to, options] of TRANSLATIONS) {
  const source = `https://example.com/${name}`
  const request = { source, from: 'en', to, engine: 'simulated', options, reference: 'course-2026' }
  ids.set(name, (await it.client.create(request)).id)
}
const { id: review } = await it.client.create({
  source: 'https://example.com/onboarding.mp4',
  from: 'en',
  to: ['es'],
  engine: 'simulated',
  options: { durationMs: 500 },
  review: ['translation'],
})
// The studio shows a real video. It needs the packs of `npm run demo`.
const real = await it.client.translate({
  source: await openAsBlob(SAMPLE),
  name: 'sense-and-sensibility.mp4',
  from: 'en',
  to: ['es'],
  engine: 'pipeline',
  options: { synthesizer: 'espeak' },
})
await sleep(5_000)
const one = (name: string) => `/translations/${ids.get(name)}`
const studio = `/translations/${real.id}/studio/es`
const pictures: Picture[] = [
  { name: 'list', path: '/', viewport: WIDE, colorScheme: 'light' },
  { name: 'list-phone', path: '/', viewport: PHONE, colorScheme: 'dark' },
  { name: 'translation', path: one('keynote-madrid.mov'), viewport: WIDE, colorScheme: 'dark' },
  { name: 'studio-dark', path: studio, viewport: WIDE, colorScheme: 'dark' },
  {
    name: 'studio',
    path: studio,
    viewport: WIDE,
    colorScheme: 'light',
    act: (page) =>
      page
        .getByRole('textbox', { name: 'Translation of line 2' })
        .fill('No era un joven de mal carácter, aunque a muchos de sus vecinos les pareciera lo contrario.'),
  },
  { name: 'studio-phone', path: studio, viewport: PHONE, colorScheme: 'dark' },
  { name: 'review', path: `/translations/${review}/studio/es`, viewport: WIDE, colorScheme: 'light' },
  { name: 'overview', path: '/overview', viewport: WIDE, colorScheme: 'light' },
  { name: 'overview-phone', path: '/overview', viewport: PHONE, colorScheme: 'dark' },
  { name: 'new', path: '/new', viewport: WIDE, colorScheme: 'light', act: showOptions },
  { name: 'new-phone', path: '/new', viewport: PHONE, colorScheme: 'light', act: showForm },
  { name: 'translation-phone', path: one('weekly-47.mp4'), viewport: PHONE, colorScheme: 'light' },
]

async function showForm(page: Page): Promise<void> {
  await page.getByText('Drop videos here').waitFor()
}

async function showOptions(page: Page): Promise<void> {
  await page.getByLabel('Engine').selectOption('pipeline')
  await page.getByText('More', { exact: true }).click()
  await page.getByText('Tell speakers apart').scrollIntoViewIfNeeded()
}
mkdirSync(FOLDER, { recursive: true })
const browser = await startBrowser()
for (const { name, path, viewport, colorScheme, act } of pictures) {
  const { page, context } = await openTab(browser, it.url + path, { viewport, colorScheme })
  await sleep(1_200)
  await act?.(page)
  await sleep(1_000)
  await page.screenshot({ path: join(FOLDER, `dashboard-${name}.jpg`), type: 'jpeg', quality: 78 })
  await context.close()
}
await browser.close()
