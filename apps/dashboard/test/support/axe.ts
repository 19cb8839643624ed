import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds on the page, in both themes: in the dark one only the contrasts can differ. */
export async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(AXE, 'utf8'))
  const found: string[] = []
  for (const theme of ['light', 'dark']) {
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
    const options = theme === 'dark' ? { runOnly: ['color-contrast'] } : {}
    const violations = await page.evaluate(async (given) => {
      const { axe } = globalThis as never as { axe: { run(options: object): Promise<never> } }
      const { violations } = await axe.run(given)
      return violations as { id: string; nodes: { html: string; failureSummary: string }[] }[]
    }, options)
    for (const { id, nodes } of violations)
      found.push(`${theme} ${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`)
  }
  return found
}
