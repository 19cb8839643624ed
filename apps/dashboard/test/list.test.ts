import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSimulator } from 'video-translation-simulator'
import { quietPort } from '../../../packages/client/test/support/quiet-port.ts'
import { findingsOf } from './support/axe.ts'
import { openTab, startBrowser, type Tab } from './support/browser.ts'
import { startServer, type TestServer } from './support/server.ts'

let browser: Browser
let it: TestServer
let tab: Tab

beforeAll(async () => {
  ;[browser, it] = await Promise.all([startBrowser(), startServer()])
  tab = await openTab(browser, it.url)
})

afterAll(async () => {
  await browser?.close()
  await it?.[Symbol.asyncDispose]()
})

const add = (name: string, options: Record<string, unknown> = {}, to = ['es']) =>
  it.client.create({ source: `https://example.com/${name}`, from: 'en', to, engine: 'simulated', options })

const rows = () =>
  tab.page
    .getByRole('table')
    .getByRole('row')
    .filter({ has: tab.page.getByRole('link') })
const row = (name: string) => tab.page.getByRole('row').filter({ hasText: name })

test('an empty list says what to do, and then shows the first translation by itself', async () => {
  await tab.page.getByText('No translations yet').waitFor()
  await add('long.mp4', { durationMs: 600_000 })
  await tab.page.getByRole('button', { name: 'Show 1 newer' }).click()
  await row('long').getByText('Running').waitFor()
  await tab.page.getByText('Live', { exact: true }).waitFor()
})

test('a row changes in place when its translation ends', async () => {
  await add('short.mp4', { durationMs: 700 })
  await tab.page.getByRole('button', { name: 'Show 1 newer' }).click()
  await row('short').getByText('Completed').waitFor()
  await row('short').getByText(/^Took/).waitFor()
  expect(await rows().first().textContent()).toContain('short')
})

test('filters stand in the address, count by status, and can be dropped', async () => {
  const { page } = tab
  await add('failing.mp4', { durationMs: 100, outcome: 'error' }, ['fr'])
  await page.getByRole('button', { name: 'Show 1 newer' }).click()
  await row('failing')
    .getByText(/^French: The simulated/)
    .waitFor()
  await page.getByRole('link', { name: /^Error 1$/ }).click()
  await expect.poll(() => rows().count()).toBe(1)
  expect(new URL(page.url()).search).toBe('?status=error')
  await page.getByRole('searchbox').fill('nothing like it')
  await page.getByText('Nothing matches Error').waitFor()
  await page.getByRole('link', { name: 'Show all' }).click()
  await expect.poll(() => rows().count()).toBe(3)
  await page.getByLabel('Target language').selectOption({ label: 'French' })
  await expect.poll(() => rows().count()).toBe(1)
  await page.reload()
  await row('failing').waitFor()
  await page.getByLabel('Target language').selectOption('')
  await expect.poll(() => rows().count()).toBe(3)
})

test('by the keyboard alone: search, go from row to row, tick, open, and come back', async () => {
  const { page } = tab
  await page.locator('main').focus()
  await page.keyboard.press('/')
  await page.keyboard.type('o')
  await expect.poll(() => new URL(page.url()).search).toBe('?q=o')
  await expect.poll(() => rows().count()).toBe(2)
  await rows().first().getByRole('link').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await page.getByText('1 selected').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'long', level: 1 }).waitFor()
  await page.goBack()
  await expect.poll(() => rows().count()).toBe(2)
  await page.getByRole('searchbox').fill('')
  await expect.poll(() => rows().count()).toBe(3)
})

test('the overview counts what ended', async () => {
  const { page } = tab
  await page.getByRole('link', { name: 'Overview' }).first().click()
  await page.getByRole('row', { name: /^French 1 0%/ }).waitFor()
  await page.getByText('1 running, 0 waiting').waitFor()
  await page.getByText('None failed in this time.').waitFor()
  await page.getByLabel('Target language').selectOption({ label: 'Spanish' })
  await expect.poll(() => page.getByRole('row', { name: /^French/ }).count()).toBe(0)
  await page.getByRole('row', { name: /^Spanish 1 .*100%/ }).waitFor()
  expect(await findingsOf(page)).toEqual([])
  await page.getByRole('link', { name: 'Translations' }).first().click()
  await row('long').waitFor()
})

test('what is ticked is canceled, and deleted after a question', async () => {
  const { page } = tab
  await row('long').getByRole('checkbox').check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Cancel' }).click()
  await row('long').getByText('Canceled').first().waitFor()
  await row('long').getByRole('checkbox').check()
  await page.getByRole('button', { name: 'All that match' }).click()
  await page.getByRole('region', { name: 'Selection' }).getByText('All 3 that match').waitFor()
  const refusal = { code: 'forbidden', title: 'Forbidden', detail: 'This key may not delete.', status: 403 }
  await page.route('**/v1/translations/delete', (route) => route.fulfill({ status: 403, json: refusal }))
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 3' }).click()
  await page.getByText('This key may not delete.').waitFor()
  await page.unroute('**/v1/translations/delete')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByText('Delete 3 translations and their files?').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 3' }).click()
  await page.getByText('No translations yet').waitFor()
  expect((await it.client.list().page()).items).toEqual([])
})

test('two hundred rows are loaded page by page and drawn only where they are seen', async () => {
  const { page } = tab
  for (let batch = 0; batch < 21; batch++)
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => add(`n${batch * 10 + index}.mp4`, { durationMs: 3_600_000 })),
    )
  await page.reload()
  await rows().first().waitFor()
  const drawn = await rows().count()
  expect(drawn).toBeLessThan(40)
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 30_000)
      return await page.getByText('210 translations').count()
    })
    .toBe(1)
  expect(await rows().count()).toBeLessThan(40)
  await page.getByRole('link', { name: /^All 210$/ }).waitFor()
})

test('a server that is killed and started again is told, and nothing is lost', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'vt-dashboard-'))
  const port = await quietPort()
  const first = await startServer({ dataDir, port })
  const other = await openTab(browser, first.url)
  await other.page.getByText('No translations yet').waitFor()
  await first[Symbol.asyncDispose]()
  await other.page.getByText(/^Offline since/).waitFor()
  const second = await startServer({ dataDir, port })
  await other.page.getByText('Live', { exact: true }).waitFor()
  await second.client.create({ source: 'https://example.com/back.mp4', to: ['es'], engine: 'simulated' })
  await other.page.getByRole('button', { name: 'Show 1 newer' }).click()
  await other.page.getByRole('link', { name: 'back' }).waitFor()
  await other.context.close()
  await second[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
})

test('the simulator shows the same page on its translations', async () => {
  await using simulator = createSimulator({ scenario: '600s' })
  const { url } = await simulator.listen()
  const other = await openTab(browser, `${url}/new`)
  const { page } = other
  await page.getByLabel('Or from an address').fill('https://example.com/simulated.mp4')
  await page.getByRole('combobox', { name: 'Translate into' }).fill('span')
  await page.getByRole('option', { name: /^Spanish/ }).click()
  await page.getByRole('button', { name: 'Translate', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'example.com/simulated' }).waitFor()
  await page.getByText('Running').first().waitFor()
  await page.getByRole('link', { name: 'Translations' }).first().click()
  await page.getByRole('link', { name: /^Running 1$/ }).waitFor()
  expect(other.problems).toEqual([])
  await other.context.close()
})

test('nothing was refused by the policy, and nothing failed', () => {
  // The browser writes down the deletion that was refused.
  expect(tab.problems.filter((problem) => !problem.includes('/v1/translations/delete'))).toEqual([])
})
