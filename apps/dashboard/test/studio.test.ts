import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTab, startBrowser, type Tab } from './support/browser.ts'
import { findingsOf } from './support/axe.ts'
import { startServer, type TestServer } from './support/server.ts'

let browser: Browser
let it: TestServer
let tab: Tab
let id: string

beforeAll(async () => {
  ;[browser, it] = await Promise.all([startBrowser(), startServer()])
  const options = { durationMs: 300 }
  const request = {
    source: 'https://example.com/talk.mp4',
    from: 'en',
    to: ['es'],
    engine: 'simulated',
    options,
  }
  ;({ id } = await it.client.translate(request))
  tab = await openTab(browser, `${it.url}/translations/${id}`)
})

afterAll(async () => {
  await browser?.close()
  await it?.[Symbol.asyncDispose]()
})

const line = (page: Page, number: number) =>
  page.getByRole('textbox', { name: `Translation of line ${number}`, exact: true })
const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text })
const spanish = async (index: number) => (await it.client.cues(id)).items[index]?.targets['es']

test('lines are corrected in place, saved by themselves, taken back and done again', async () => {
  const { page } = tab
  await page.getByRole('link', { name: 'Correct lines' }).click()
  await line(page, 1).fill('Primera línea.')
  await line(page, 2).fill('<img src=x onerror=alert(1)>')
  await status(page, 'Saved').waitFor()
  await expect.poll(async () => (await spanish(1))?.text).toBe('<img src=x onerror=alert(1)>')
  expect(await spanish(0)).toMatchObject({ text: 'Primera línea.', author: 'person', state: 'stale' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await spanish(1))?.text).toMatch(/^\[es\]/)
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect.poll(async () => (await spanish(1))?.text).toContain('<img')
  expect(await page.locator('main img').count()).toBe(0)
  expect(await findingsOf(page)).toEqual([])
})

test('an edited line is spoken before anybody asks, and hearing it asks for nothing more', async () => {
  const { page } = tab
  const text = 'Se dice antes de que nadie lo pida.'
  let asked = 0
  page.on('request', (request) => {
    const isPreview = request.method() === 'POST' && request.url().endsWith('/previews')
    if (isPreview && (request.postDataJSON() as { text: string }).text === text) asked++
  })
  const clip = page.waitForRequest(/\/pv_[^/]+\.wav/)
  await line(page, 2).fill(text)
  await expect.poll(() => asked).toBe(1)
  await page.getByRole('button', { name: 'Hear it' }).click()
  await clip
  expect(asked).toBe(1)
})

test('by the keyboard: the next line, into its text, approve and on', async () => {
  const { page } = tab
  await page.getByRole('heading', { level: 2, name: /^Line/ }).click()
  await page.locator('body').evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.keyboard.press('ArrowDown')
  await page.getByRole('heading', { name: /^Line 3/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type('¡')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: /^Line 4/ }).waitFor()
  await expect.poll(async () => (await spanish(2))?.approved).toBe(true)
})

test('edits of others go below, and the same line is asked', async () => {
  const { page } = tab
  const { revision, items } = await it.client.cues(id)
  const theirs = (index: number, text: string) => ({
    op: 'set' as const,
    cue: items[index]?.id ?? '',
    target: 'es',
    text,
  })
  const isEdited = Promise.withResolvers<void>()
  await page.route('**/cues/edits', (route) => isEdited.promise.then(() => route.continue()))
  await line(page, 6).fill('La sexta, mía.')
  await it.client.editCues(id, {
    revision,
    edits: [theirs(4, 'La quinta, de otra persona.'), theirs(5, 'La sexta, de otra.')],
  })
  isEdited.resolve()
  await page.getByText('Somebody changed this line while you were typing:').waitFor()
  expect(await line(page, 5).inputValue()).toBe('La quinta, de otra persona.')
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await expect.poll(async () => (await spanish(5))?.text).toBe('La sexta, mía.')
  await page.unroute('**/cues/edits')
  await status(page, 'Saved').waitFor()
  const newest = await it.client.cues(id)
  await it.client.editCues(id, { revision: newest.revision, edits: [theirs(4, 'La quinta, otra vez.')] })
  await expect.poll(() => line(page, 5).inputValue()).toBe('La quinta, otra vez.')
})

test('a line is split and merged', async () => {
  const { page } = tab
  await line(page, 1).focus()
  await page.getByRole('button', { name: 'Split' }).click()
  await page.getByText('of 7', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Merge with next' }).click()
  await page.getByText('of 6', { exact: true }).waitFor()
})

test('what is typed while the server is away survives a reload, and is sent when it is back', async () => {
  const { page } = tab
  await page.route('**/cues/edits', (route) => route.abort('connectionrefused'))
  await line(page, 4).fill('Escrita sin servidor.')
  await status(page, 'Kept here').waitFor()
  await page.reload()
  await expect.poll(() => line(page, 4).inputValue()).toBe('Escrita sin servidor.')
  await page.unroute('**/cues/edits')
  await expect.poll(async () => (await spanish(3))?.text).toBe('Escrita sin servidor.')
})

test('an edit of others that comes while the lines are read is there once they are', async () => {
  const { page } = tab
  await status(page, 'Saved').waitFor()
  const [isRead, isEdited] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await page.route('**/cues', async (route) => {
    const response = await route.fetch()
    isRead.resolve()
    await isEdited.promise
    await route.fulfill({ response })
  })
  await page.reload()
  await isRead.promise
  await expect.poll(() => page.title()).toContain('Spanish')
  const { revision, items } = await it.client.cues(id)
  const text = 'La tercera, de otra persona.'
  await it.client.editCues(id, {
    revision,
    edits: [{ op: 'set', cue: items[2]?.id ?? '', target: 'es', text }],
  })
  // The news of it has most likely come before the lines have.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
  isEdited.resolve()
  await expect.poll(() => line(page, 3).inputValue()).toBe(text)
  await page.unroute('**/cues')
})

test('applying makes the result anew, and it has the corrected lines', async () => {
  const { page } = tab
  await status(page, 'Saved').waitFor()
  await page.getByRole('button', { name: /^Apply \d lines$/ }).click()
  await page.getByText('Everything is applied').waitFor()
  await page.getByRole('button', { name: /^Changed 0$/ }).waitFor()
  const video = page.getByRole('link', { name: 'Download' })
  expect(await video.getAttribute('download')).toBe('es.mp4')
  const { revision } = await it.client.get(id)
  expect(revision).toBe(2)
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as srt' }).click()
  const saved = await readFile(await (await downloading).path(), 'utf8')
  expect(saved).toContain('Escrita sin servidor.')
  const buffer = Buffer.from(saved.replace('Escrita sin servidor.', 'Leída de un archivo.'))
  await page.getByLabel('File of subtitles').setInputFiles({ name: 'es.srt', mimeType: 'text/plain', buffer })
  await page.getByRole('dialog').getByRole('button', { name: 'Change them' }).click()
  await expect.poll(async () => (await spanish(3))?.text).toBe('Leída de un archivo.')
})

test('one more language is added, and a failed one is tried again', async () => {
  const { page } = tab
  await page.getByRole('link', { name: /^Back to/ }).click()
  await page.getByRole('button', { name: 'Add a language' }).click()
  await page.getByRole('dialog').getByLabel('Translate into').selectOption({ label: 'French' })
  await page.getByRole('dialog').getByRole('button', { name: 'Translate' }).click()
  await page.getByRole('heading', { name: 'French' }).waitFor()
  await expect.poll(async () => (await it.client.get(id)).status).toBe('completed')
  const options = { durationMs: 100, targets: { fr: { outcome: 'error' } } }
  const request = { source: 'https://example.com/half.mp4', from: 'en', to: ['es', 'fr'], options }
  const half = await it.client.translate({ ...request, engine: 'simulated' }, { settle: true })
  await payForRetries(page)
  await page.goto(`${it.url}/translations/${half.id}`)
  // It is there once the page knows the engines, and so what they charge for.
  await page.getByRole('button', { name: 'Add a language' }).waitFor()
  const retry = page.getByRole('button', { name: 'Retry French' })
  const question = page.getByRole('dialog', { name: 'Pay ElevenLabs?' })
  await retry.click()
  await question.getByText('the full price of a dub').waitFor()
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'detached' })
  expect((await it.client.get(half.id)).revision).toBe(1)
  await retry.click()
  await question.getByRole('button', { name: 'Retry French' }).click()
  await expect.poll(async () => (await it.client.get(half.id)).revision).toBe(2)
  await it.client.wait(half.id, { settle: true })
  await page.goto(it.url)
  await page.getByRole('row', { name: 'half' }).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'All that match' }).click()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Retry' }).click()
  await question.getByText('the full price of a dub').waitFor()
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'detached' })
  expect((await it.client.get(half.id)).revision).toBe(2)
})

/** Lets the page believe that a vendor is paid for a retry. */
async function payForRetries(page: Page): Promise<void> {
  const charges = { vendor: 'ElevenLabs', verbs: { retry: 'dub' } }
  await page.route('**/v1/engines', async (route) => {
    const response = await route.fetch()
    const { items, ...rest } = (await response.json()) as { items: object[] }
    await route.fulfill({ response, json: { ...rest, items: items.map((item) => ({ ...item, charges })) } })
  })
}

test('nothing was refused by the policy, and nothing failed', () => {
  // The browser writes down each 412, where somebody else was faster, and each request that found
  // the server away. It may do so later than the page shows it.
  const isMeant = (text: string) => text.includes('412') || text.includes('ERR_CONNECTION_REFUSED')
  expect(tab.problems.filter((text) => !isMeant(text))).toEqual([])
})
