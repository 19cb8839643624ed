// Takes the pictures of the dashboard that docs/dashboard.md shows:
// node --conditions=video-translation-source scripts/dashboard-pictures.ts
import { mkdirSync, openAsBlob } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { ResultStats } from 'video-translation-client'
import { openTab, startBrowser } from '../apps/dashboard/test/support/browser.ts'
import { startServer } from '../apps/dashboard/test/support/server.ts'

const FOLDER = join(import.meta.dirname, '..', 'docs', 'pictures')
const SAMPLE = join(import.meta.dirname, '..', 'samples', 'austen-en-25s.mp4')
const WIDE = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }
const LOOKS: [suffix: string, BrowserContextOptions][] = [
  ['', { viewport: WIDE, colorScheme: 'light' }],
  ['-dark', { viewport: WIDE, colorScheme: 'dark' }],
  ['-phone', { viewport: PHONE, colorScheme: 'light' }],
  ['-phone-dark', { viewport: PHONE, colorScheme: 'dark' }],
]

interface Subject {
  name: string
  path: string
  /** Brings the page into the state of the picture. */
  act?(page: Page): Promise<void>
}

/** What the simulated engine is to play, the newest last. */
const TRANSLATIONS: [name: string, to: string[], options: Record<string, unknown>][] = [
  ['lecture-07.mkv', ['hi'], { durationMs: 200, outcome: 'error' }],
  ['safety-briefing.mp4', ['ca', 'gl', 'eo'], { durationMs: 900 }],
  ['weekly-47.mp4', ['es', 'fr'], { durationMs: 300, targets: { fr: { outcome: 'error' } } }],
  ['town-hall.mp4', ['es', 'fr'], { durationMs: 1200 }],
  ['keynote-madrid.mov', ['es', 'fr', 'de', 'ja'], { durationMs: 400_000 }],
  ['product-tour.webm', ['es', 'pt-BR'], { durationMs: 700_000 }],
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
const subjects: Subject[] = [
  { name: 'list', path: '/' },
  { name: 'new', path: '/new', act: fillForm },
  { name: 'translation', path: `/translations/${ids.get('keynote-madrid.mov')}` },
  { name: 'studio', path: `/translations/${real.id}/studio/es`, act: writeTooMuch },
  { name: 'overview', path: '/overview', act: showTwoWeeks },
]
mkdirSync(FOLDER, { recursive: true })
const browser = await startBrowser()
for (const subject of subjects) for (const [suffix, look] of LOOKS) await take(subject, suffix, look)
await take({ name: 'review', path: `/translations/${review}/studio/es` }, '', { viewport: WIDE })
await browser.close()

async function take({ name, path, act }: Subject, suffix: string, look: BrowserContextOptions) {
  const { page, context } = await openTab(browser, it.url + path, look)
  await sleep(1_200)
  await act?.(page)
  await sleep(1_000)
  await page.screenshot({
    path: join(FOLDER, `dashboard-${name}${suffix}.jpg`),
    type: 'jpeg',
    quality: 70,
  })
  await context.close()
}

async function fillForm(page: Page): Promise<void> {
  await page.getByLabel('Engine').selectOption('pipeline')
  await page.getByLabel('Drop videos here').setInputFiles(SAMPLE)
  await page.getByText('Uploaded').waitFor()
  await page.getByLabel('Spoken in the video').selectOption({ label: 'English' })
  await page.getByRole('combobox', { name: 'Translate into' }).fill('span')
  await page.getByRole('option', { name: /^Spanish/ }).click()
  await page.keyboard.press('Escape')
  await page.evaluate(() => scrollTo(0, 0))
}

async function writeTooMuch(page: Page): Promise<void> {
  await page
    .getByRole('textbox', { name: 'Translation of line 2' })
    .fill('No era un joven de mal carácter, aunque a muchos de sus vecinos les pareciera lo contrario.')
}

/** The server of the pictures has worked for a minute only. */
async function showTwoWeeks(page: Page): Promise<void> {
  await page.route('**/v1/stats*', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), ...twoWeeks() } })
  })
  await page.reload()
}

function twoWeeks() {
  const days = Array.from({ length: 14 }, (_, index) => {
    const date = new Date(Date.now() - (13 - index) * 24 * 3600_000).toISOString().slice(0, 10)
    const isBusy = ![0, 6].includes(new Date(date).getUTCDay())
    return { date, ...results(isBusy ? 18 + ((index * 7) % 13) : index % 4, 21 + ((index * 5) % 9)) }
  })
  return {
    byDay: days,
    total: results(249, 24),
    byLanguage: ['es', 'fr', 'de', 'pt-BR'].map((language, at) => ({
      language,
      ...results(120 - 30 * at, 22 + 3 * at),
    })),
    byEngine: [{ engine: 'pipeline', ...results(249, 24) }],
  }
}

function results(completed: number, median: number): ResultStats {
  const error = Math.round(completed / 17)
  const pace = { secondsPerMinute: { median, slowest: median * 1.7 } }
  return { completed, error, canceled: completed % 3, minutes: completed * 6, ...(completed > 0 && pace) }
}
