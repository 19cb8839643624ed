import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { heapOf, type PageFeel, readFeel, watchPage } from './page-watch.ts'
import type { PageServer } from './page-server.ts'

export interface ListLoad extends PageFeel {
  seconds: number
  /** Changes of rows that the page was sent. */
  changes: number
  /** Rows that were not where they had been. */
  movedRows: number
  /** The heap after a collection: once the list has changed for a minute, and at the end. */
  heapBeforeBytes: number
  heapAfterBytes: number
}

const SETTLE_MS = 3_000
/** In the first minute V8 adds compiled code and caches, about 1 MB, and later it does not. */
const WARM_UP_SECONDS = 60

/** Looks at the list while it changes, and scrolls in it now and then. */
export async function measureList(page: Page, server: PageServer, seconds: number): Promise<ListLoad> {
  await page.goto(server.url)
  await page.getByRole('row').nth(5).waitFor()
  await scrollFor(page, WARM_UP_SECONDS)
  await sleep(SETTLE_MS)
  const [heapBeforeBytes, order] = [await heapOf(page), await titles(page)]
  await watchPage(page)
  const changes = await countChanges(page, () => scrollFor(page, seconds))
  const feel = await readFeel(page)
  const now = await titles(page)
  return {
    ...feel,
    seconds,
    changes,
    movedRows: order.filter((title, index) => title !== now[index]).length,
    heapBeforeBytes,
    heapAfterBytes: await heapOf(page),
  }
}

async function scrollFor(page: Page, seconds: number): Promise<void> {
  const endMs = Date.now() + seconds * 1000
  while (Date.now() < endMs) {
    await scroll(page)
    await sleep(Math.min(5_000, Math.max(0, endMs - Date.now())))
  }
}

/** Down over several pages, and back to the top. */
async function scroll(page: Page): Promise<void> {
  await page.mouse.move(400, 400)
  for (const deltaY of [1_500, 4_000, 9_000, -60_000]) {
    await page.mouse.wheel(0, deltaY)
    await sleep(200)
  }
}

async function titles(page: Page): Promise<string[]> {
  return await page.getByRole('row').getByRole('link').allTextContents()
}

/** Counts the changes of text in the rows, as a person would see them. */
async function countChanges(page: Page, during: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const seen = { changes: 0 }
    Object.assign(globalThis, { seen })
    const body = document.querySelector('[role="table"]')
    const observer = new MutationObserver((records) => (seen.changes += records.length))
    if (body)
      observer.observe(body, { subtree: true, characterData: true, attributeFilter: ['aria-valuenow'] })
  })
  await during()
  return await page.evaluate(() => (globalThis as unknown as { seen: { changes: number } }).seen.changes)
}
