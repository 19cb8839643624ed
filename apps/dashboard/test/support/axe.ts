import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds on the page, in both themes. */
export async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(AXE, 'utf8'))
  const found: string[] = []
  for (const theme of ['light', 'dark']) {
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
    const violations = await page.evaluate(async () => {
      const { violations } = await (globalThis as never as { axe: { run(): Promise<never> } }).axe.run()
      return violations as { id: string; nodes: { html: string; failureSummary: string }[] }[]
    })
    for (const { id, nodes } of violations)
      found.push(`${theme} ${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`)
  }
  return found
}
