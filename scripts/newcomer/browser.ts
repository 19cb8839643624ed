import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Machine } from './machine.ts'

const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
const TRANSLATION_MS = 120_000

/** Opens the dashboard that the page has started, and translates the video in it. */
export async function useDashboard({ folder }: Machine): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', ...QUIET],
  })
  try {
    const page = await browser.newPage()
    await page.goto('http://127.0.0.1:8484/new')
    await page.getByLabel('Drop videos here').setInputFiles(join(folder, 'talk.mp4'))
    await page.getByText('Uploaded').waitFor()
    await page.getByRole('combobox', { name: 'Translate into' }).fill('span')
    await page.getByRole('option', { name: /^Spanish/ }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Translate', exact: true }).click()
    await page.getByRole('link', { name: 'Correct lines' }).waitFor({ timeout: TRANSLATION_MS })
  } finally {
    await browser.close()
  }
}
