import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { buildDashboard } from '../../../../scripts/build-dashboard.mjs'

export const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

export const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** Builds the dashboard, and starts a browser. */
export async function startBrowser(): Promise<Browser> {
  buildDashboard()
  if (!existsSync(CHROMIUM))
    throw new Error(`There is no ${CHROMIUM}: apt-get install -y chromium, or set CHROMIUM_PATH.`)
  return await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS, timeout: 120_000 })
}

/** A tab in a browser session of its own, and what went wrong in it. */
export interface Tab {
  page: Page
  context: BrowserContext
  /** Errors, refusals of the policy, and dialogs that only a script could have opened. */
  problems: string[]
}

export async function openTab(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Tab> {
  const context = await browser.newContext({
    locale: 'en-GB',
    // Axe must not measure colours in the middle of a transition.
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`)
  })
  await page.goto(url)
  return { page, context, problems }
}
