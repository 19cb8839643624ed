import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { type PageFeel, readFeel, watchPage } from './page-watch.ts'
import type { PageServer } from './page-server.ts'

const TEXT = 'Una línea que alguien escribe mientras mira el vídeo, letra por letra, sin esperar. '
const LINES = [1, 2, 3, 4]

/** Types into the lines of a lecture of two hours, in the studio. */
export async function measureTyping(page: Page, { url, client }: PageServer): Promise<PageFeel> {
  const { id } = await client.translate({
    source: 'https://example.com/lecture.mp4',
    from: 'en',
    to: ['es'],
    engine: 'lecture',
    options: { durationMs: 500 },
  })
  await page.goto(`${url}/translations/${id}/studio/es`)
  const line = (number: number) =>
    page.getByRole('textbox', { name: `Translation of line ${number}`, exact: true })
  await line(1).waitFor()
  await watchPage(page)
  for (const number of LINES) {
    await line(number).click()
    await page.keyboard.type(TEXT, { delay: 45 })
    // Saving happens meanwhile.
    await sleep(900)
  }
  return await readFeel(page)
}
