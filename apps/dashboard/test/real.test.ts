import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pullPacks } from 'video-translation-server/models'
import { openTab, startBrowser, type Tab } from './support/browser.ts'
import { startServer, type TestServer } from './support/server.ts'

const SAMPLE = fileURLToPath(new URL('../../../samples/austen-en-25s.mp4', import.meta.url))
const MINUTES = 60_000

let browser: Browser
let it: TestServer
let tab: Tab

beforeAll(async () => {
  await pullPacks(['moonshine-base-en', 'silero-vad', 'espeak-ng-data'])
  ;[browser, it] = await Promise.all([startBrowser(), startServer({ defaultEngine: 'pipeline' })])
  tab = await openTab(browser, `${it.url}/new`)
}, 5 * MINUTES)

afterAll(async () => {
  await browser?.close()
  await it?.[Symbol.asyncDispose]()
})

const line = (page: Page, number: number) =>
  page.getByRole('textbox', { name: `Translation of line ${number}`, exact: true })

test(
  'a real video: submit, wait, correct two lines, hear one, apply, and the new video has them',
  { timeout: 5 * MINUTES },
  async () => {
    const { page } = tab
    await page.getByLabel('Drop videos here').setInputFiles(SAMPLE)
    await page.getByText('Uploaded').waitFor()
    await page.getByRole('combobox', { name: 'Translate into' }).fill('span')
    await page.getByRole('option', { name: /^Spanish/ }).click()
    await page.keyboard.press('Escape')
    await page.getByText('Options of the engine', { exact: true }).click()
    // It speaks quicker than the better voice, which would make the test long.
    await page.getByLabel('Synthesizer').selectOption('espeak')
    await page.getByRole('button', { name: 'Translate', exact: true }).click()
    await page.getByRole('link', { name: 'Correct lines' }).click({ timeout: 2 * MINUTES })
    await page.getByText('Everything is applied').waitFor({ timeout: 2 * MINUTES })

    const before = await result()
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/previews'))
        asked.push((request.postDataJSON() as { text: string }).text)
    })
    await line(page, 1).fill('Entonces el señor John Dashwood pudo pensar con calma.')
    await line(page, 2).fill('No era un joven de mal carácter.')
    await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
    // They are spoken before anybody asks, and then their fit is no estimate any more.
    await expect.poll(() => asked.length, { timeout: 2 * MINUTES }).toBe(2)
    await expect.poll(() => page.getByText(/^About/).count(), { timeout: 2 * MINUTES }).toBe(0)
    const clip = page.waitForRequest(/\/pv_[^/]+\.wav/)
    await page.getByRole('button', { name: 'Hear it' }).click()
    await clip
    await page.getByRole('button', { name: 'Hear it' }).waitFor({ timeout: 2 * MINUTES })
    expect(asked).toHaveLength(2)

    await page.getByRole('button', { name: 'Apply 2 lines' }).click()
    await page.getByText('Everything is applied').waitFor({ timeout: 2 * MINUTES })
    const after = await result()
    expect(after.subtitles).toContain('No era un joven de mal')
    expect(after.subtitles).toContain('John Dashwood pudo pensar')
    expect(after.cues.slice(0, 2)).toMatchObject([
      { author: 'person', state: 'current', fit: { dubSeconds: expect.any(Number) } },
      { author: 'person', state: 'current' },
    ])
    expect(after.cues[1]?.fit?.dubSeconds).not.toBe(before.cues[1]?.fit?.dubSeconds)
    expect(after.cues.slice(2)).toEqual(before.cues.slice(2))
    expect(after.video.equals(before.video)).toBe(false)
    expect(await playedBytes(page)).toBe(after.video.byteLength)
  },
)

test(
  'source and result are within 40 ms of each other after ten seeks',
  { timeout: 5 * MINUTES },
  async () => {
    const { page } = tab
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    // Once they have played on for a while.
    const apartMs = (fromSeconds: number) =>
      page.evaluate((from) => {
        const [source, dub] = document.querySelectorAll('video')
        if (!source || !dub || dub.currentTime < from + 0.3) return Infinity
        return Math.abs(source.currentTime - dub.currentTime) * 1000
      }, fromSeconds)
    const timeline = page.getByRole('img', { name: 'The lines over time' })
    for (let seek = 0; seek < 10; seek++) {
      // A second is 60 wide.
      await timeline.click({ position: { x: 60 + seek * 90, y: 8 } })
      await expect.poll(() => apartMs(1 + seek * 1.5)).toBeLessThan(40)
    }
    expect(
      await page.evaluate(() => [...document.querySelectorAll('video')].map(({ muted }) => muted)),
    ).toEqual([true, false])
    await page.getByRole('group', { name: 'Sound' }).getByRole('button', { name: 'Original' }).click()
    expect(await page.evaluate(() => document.querySelector('video')?.muted)).toBe(false)
    expect(tab.problems).toEqual([])
  },
)

/** How large the result is that this browser plays, which may be one that it had kept. */
async function playedBytes(page: Page): Promise<number> {
  return await page.getByLabel('Result in Spanish').evaluate(async (video: HTMLVideoElement) => {
    return (await (await fetch(video.src)).arrayBuffer()).byteLength
  })
}

/** What the translation has in Spanish now. */
async function result() {
  const [{ id } = { id: '' }] = (await it.client.list().page()).items
  const { items } = await it.client.cues(id)
  const [subtitles, video] = [await it.client.download(id, 'es.srt'), await it.client.download(id, 'es.mp4')]
  return {
    subtitles: (await subtitles.text()).replaceAll('\n', ' '),
    video: Buffer.from(await (await video.blob()).arrayBuffer()),
    cues: items.map(({ targets }) => targets['es']),
  }
}
