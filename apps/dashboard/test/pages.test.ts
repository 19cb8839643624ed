import { createServer as createHttpServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { Browser, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findingsOf } from './support/axe.ts'
import { openTab, startBrowser, type Tab } from './support/browser.ts'
import { startServer, type TestServer } from './support/server.ts'

const KEY = 'ann-0123456789abcdef'

let browser: Browser
let it: TestServer
let tab: Tab

beforeAll(async () => {
  const apiKeys = [{ name: 'ann', key: KEY }]
  ;[browser, it] = await Promise.all([startBrowser(), startServer({ apiKeys })])
  tab = await openTab(browser, `${it.url}/new?key=${KEY}#key=${KEY}`)
})

afterAll(async () => {
  await browser?.close()
  await it?.[Symbol.asyncDispose]()
})

test('a key in the address is ignored, a wrong one is refused, and the right one is kept in the tab alone', async () => {
  const { page } = tab
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await findingsOf(page)).toEqual([])
  await page.getByLabel('API key').fill('wrong-0123456789abcdef')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('This key is not accepted').waitFor()
  await page.getByLabel('API key').fill(KEY)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'New translation' }).waitFor()
  await page.goto(it.url)
  await page.getByText('No translations yet').waitFor()
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(KEY)
  const other = await openTab(browser, it.url)
  await other.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await other.context.close()
  tab.problems.length = 0
})

test('a file whose upload was cut off goes on after a reload, and is translated', async () => {
  const { page } = tab
  await page.getByRole('link', { name: 'New translation' }).first().click()
  let parts = 0
  let isCut = true
  await page.route('**/v1/uploads/*', async (route) => {
    // The first part arrives, and then the connection hangs.
    if (!isCut || route.request().method() !== 'PATCH' || parts++ === 0) await route.continue()
  })
  const buffer = Buffer.alloc(3_000_000, 'video')
  await page
    .getByLabel('Drop videos here')
    .setInputFiles({ name: '<b>talk.mp4', mimeType: 'video/mp4', buffer })
  await page.getByText(/^34 %/).waitFor()
  isCut = false
  const sent: string[] = []
  const note = (request: Request) => {
    if (request.method() === 'PATCH') sent.push(request.headers()['upload-offset'] ?? '')
  }
  page.on('request', note)
  await page.reload()
  await page.getByText('Uploaded').waitFor()
  page.off('request', note)
  expect(sent[0]).toBe('1048576')
  await page.getByRole('combobox', { name: 'Translate into' }).fill('span')
  await page.getByRole('option', { name: /^Spanish/ }).click()
  await page.keyboard.press('Escape')
  expect(await findingsOf(page)).toEqual([])
  await page.getByLabel('Spoken in the video').selectOption({ label: 'English' })
  await page.getByLabel('Engine').selectOption('simulated')
  await page.getByRole('button', { name: 'Translate', exact: true }).click()
  await page.getByRole('heading', { name: '<b>talk', level: 1 }).waitFor()
  const [created] = (await it.client.list().page()).items
  expect(created).toMatchObject({ source: { bytes: 3_000_000 }, from: 'en', targets: [{ language: 'es' }] })
})

test('a translation shows its stages live, its files, and what happened', async () => {
  const { page } = tab
  await page.getByText('Completed').first().waitFor()
  await page.getByRole('heading', { name: 'What took how long' }).waitFor()
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: /es\.srt/ }).click()
  expect((await downloading).suggestedFilename()).toBe('es.srt')
  expect(await findingsOf(page)).toEqual([])
})

test('errors stand beside their fields', async () => {
  const { page } = tab
  await page.goto(`${it.url}/new`)
  await page.getByRole('button', { name: 'Translate', exact: true }).click()
  await page.getByText('Choose a video, or give its address.').waitFor()
  await page.getByText('Choose at least one language.').waitFor()
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')))
    .toBe('true')
  await page.getByLabel('Or from an address').fill('https://example.com/talk.mp4')
  await page.getByText('Choose a video, or give its address.').waitFor({ state: 'detached' })
})

test('on a phone the button that starts is within reach, and nothing is wider than the screen', async () => {
  const { page } = tab
  const before = page.viewportSize()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.evaluate(() => scrollTo(0, 0))
  const tabs = await page.getByRole('navigation', { name: 'Pages' }).last().boundingBox()
  const button = await page.getByRole('button', { name: 'Translate', exact: true }).boundingBox()
  expect((button?.y ?? Infinity) + (button?.height ?? 0)).toBeLessThanOrEqual(tabs?.y ?? 0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  // A long refusal makes the bar high, and must not hide the end of the form.
  const isClear = await page.evaluate(() => {
    const bar = document.querySelector('button[type="submit"]')?.parentElement
    bar?.append(Object.assign(document.createElement('p'), { textContent: 'Refused. '.repeat(400) }))
    scrollTo(0, document.body.scrollHeight)
    const end = bar?.previousElementSibling?.getBoundingClientRect().bottom ?? Infinity
    const top = bar?.getBoundingClientRect().top ?? 0
    bar?.lastElementChild?.remove()
    return end <= top
  })
  expect(isClear).toBe(true)
  if (before) await page.setViewportSize(before)
})

test('names and references with markup are text, and nothing of them runs', async () => {
  const { page } = tab
  const source = 'https://example.com/%3Cimg%20src=x%20onerror=alert(1)%3E.mp4'
  const reference = '"><script>alert(2)</script><a href="javascript:alert(3)">{{x}}'
  const { id } = await it.client.create({ source, reference, from: 'en', to: ['es'], engine: 'simulated' })
  await page.goto(it.url)
  await page.getByRole('link', { name: '<img src=x onerror=alert(1)>' }).waitFor()
  expect(await findingsOf(page)).toEqual([])
  await page.goto(`${it.url}/translations/${id}`)
  await page.getByText(reference).waitFor()
  expect(await page.locator('img, main script, a[href^="javascript"]').count()).toBe(0)
})

test('a foreign page can neither frame the dashboard nor read through it', async () => {
  const foreign = await listen((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<iframe src="${it.url}/"></iframe>`)
  })
  const other = await openTab(browser, foreign.url)
  await expect.poll(() => other.problems.join()).toMatch(/frame-ancestors|X-Frame-Options/i)
  const read = await other.page.evaluate(
    (url) =>
      fetch(`${url}/v1/translations`).then(
        () => 'read',
        () => 'refused',
      ),
    it.url,
  )
  expect(read).toBe('refused')
  await other.context.close()
  foreign.server.close()
})

test('an unknown address shows a page that says so, also without a key, and tells programs the same', async () => {
  const other = await openTab(browser, 'about:blank')
  const found = await other.page.goto(`${it.url}/translation/tr_1`)
  expect(found?.status()).toBe(404)
  await other.page.getByLabel('API key').fill(KEY)
  await other.page.keyboard.press('Enter')
  await other.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  await other.page.getByRole('link', { name: 'All translations' }).click()
  await other.page.getByRole('link', { name: '<b>talk' }).waitFor()
  await other.context.close()
  const headers = { accept: 'application/json', 'x-api-key': KEY }
  const told = await fetch(`${it.url}/translation/tr_1`, { headers })
  expect([told.status, await told.json()]).toMatchObject([404, { code: 'not_found' }])
})

test('below the prefix of a proxy, every page finds its files and the server', async () => {
  const proxy = await listen(async ({ url = '', headers }, response) => {
    const { accept = '*/*', authorization } = headers
    const path = url.replace(/^\/video/, '')
    const answer = await fetch(it.url + path, {
      headers: { accept, ...(authorization && { authorization }) },
    })
    response.setHeader('content-type', answer.headers.get('content-type') ?? '')
    response.setHeader('content-security-policy', answer.headers.get('content-security-policy') ?? '')
    response.writeHead(url.startsWith('/video/') ? answer.status : 404)
    // The stream of changes never ends, and the page leaves it.
    await pipeline(answer.body ?? [], response).catch(() => undefined)
  })
  const other = await openTab(browser, `${proxy.url}/video/settings`)
  await other.page.getByLabel('API key').fill(KEY)
  await other.page.keyboard.press('Enter')
  await other.page.getByText(`${proxy.url}/video`).waitFor()
  await other.page.getByRole('link', { name: 'Translations' }).first().click()
  await other.page.getByRole('link', { name: '<b>talk' }).click()
  await other.page.getByRole('heading', { name: '<b>talk', level: 1 }).waitFor()
  expect(new URL(other.page.url()).pathname).toMatch(/^\/video\/translations\/tr_/)
  await other.page.reload()
  await other.page.getByRole('heading', { name: '<b>talk', level: 1 }).waitFor()
  await other.context.close()
  proxy.server.closeAllConnections()
  proxy.server.close()
})

test('a page shows its title before its code has come, in the language of the browser', async () => {
  const other = await openTab(browser, 'about:blank', { locale: 'es-ES' })
  await other.page.route('**/assets/*.js', () => {})
  await other.page.goto(`${it.url}/new`, { waitUntil: 'commit' })
  await other.page.getByRole('heading', { level: 1, name: 'Nueva traducción', exact: true }).waitFor()
  await other.context.close()
})

test('a page asks while its code is on its way, and asks nothing twice', async () => {
  const { id } = await it.client.translate({ source: 'https://example.com/a.mp4', from: 'en', to: ['es'] })
  const { page } = tab
  const asked: string[] = []
  const note = (request: Request) => {
    if (request.url().includes('/v1/')) asked.push(`${request.method()} ${new URL(request.url()).pathname}`)
  }
  page.on('request', note)
  const code = Promise.withResolvers<void>()
  await page.route('**/assets/app-*.js', async (route) => {
    await code.promise
    await route.continue()
  })
  const first = ['stream', `${id}/events`].map((path) => page.waitForRequest(`**/v1/translations/${path}`))
  await page.goto(`${it.url}/translations/${id}`, { waitUntil: 'commit' })
  await Promise.all(first)
  code.resolve()
  await page.getByRole('heading', { name: 'What happened' }).waitFor()
  await page.unroute('**/assets/app-*.js')
  page.off('request', note)
  expect(asked.filter((request) => /stream|events|engines/.test(request)).toSorted()).toEqual([
    'GET /v1/engines',
    `GET /v1/translations/${id}/events`,
    'POST /v1/translations/stream',
  ])
})

test('what happened while the code was on its way is on the page, too', async () => {
  const { id } = await it.client.create({
    source: 'https://example.com/a.mp4',
    from: 'en',
    to: ['es'],
    options: { durationMs: 600_000 },
  })
  const { page } = tab
  const code = Promise.withResolvers<void>()
  await page.route('**/assets/app-*.js', async (route) => {
    await code.promise
    await route.continue()
  })
  const asked = page.waitForResponse(`**/v1/translations/${id}/events`)
  await page.goto(`${it.url}/translations/${id}`, { waitUntil: 'commit' })
  await (await asked).finished()
  await it.client.cancel(id)
  await it.client.wait(id, { settle: true })
  code.resolve()
  await page.getByText(/^Canceled \(/).waitFor()
  await page.unroute('**/assets/app-*.js')
})

test('an unknown address shows no title of another page before its code has come', async () => {
  const other = await openTab(browser, 'about:blank')
  await other.page.route('**/assets/*.js', () => {})
  await other.page.goto(`${it.url}/nothing`, { waitUntil: 'commit' })
  await other.page.getByText('Video Translation', { exact: true }).waitFor()
  expect(await other.page.getByRole('heading').count()).toBe(0)
  await other.context.close()
})

test('a page the code of which does not come says so, and loads again', async () => {
  const other = await openTab(browser, 'about:blank')
  await other.page.route('**/assets/app-*.js', (route) => route.abort())
  await other.page.goto(`${it.url}/new`)
  await other.page.getByRole('alert').getByText('The page could not be loaded').waitFor()
  await other.page.unroute('**/assets/app-*.js')
  await other.page.getByRole('button', { name: 'Load again' }).click()
  await other.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await other.context.close()
})

test('the page speaks Spanish, and keeps to it', async () => {
  const { page } = tab
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByLabel('Language of this page').selectOption('es')
  await page.getByRole('heading', { name: 'Ajustes' }).waitFor()
  expect(await findingsOf(page)).toEqual([])
  await page.reload()
  await page.getByRole('heading', { name: 'Ajustes' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('es')
})

test('nothing else was refused by the policy, and nothing failed', () => {
  expect(tab.problems).toEqual([])
})

test('signing out does not wait for the storage of the browser', async () => {
  const { page } = tab
  await page.evaluate(() => {
    indexedDB.open = () => new EventTarget() as IDBOpenDBRequest
  })
  await page.getByRole('button', { name: 'Cerrar sesión' }).click()
  await page.getByRole('heading', { name: 'Iniciar sesión' }).waitFor()
})

async function listen(
  handle: Parameters<typeof createHttpServer>[1],
): Promise<{ server: Server; url: string }> {
  const server = createHttpServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
