import { writeFile } from 'node:fs/promises'
import { openTab, startBrowser } from '../../apps/dashboard/test/support/browser.ts'
import type { BenchArguments } from './arguments.ts'
import { measureList } from './dashboard/list-load.ts'
import { fill, startPageServer } from './dashboard/page-server.ts'
import { measureTyping } from './dashboard/typing.ts'

const SECONDS = 60
const QUICK_SECONDS = 10

/** What a browser feels: a list in which much changes, and typing in a studio with many lines. */
export async function benchDashboard({ quick, json }: BenchArguments): Promise<void> {
  await using server = await startPageServer()
  const browser = await startBrowser()
  try {
    const { page } = await openTab(browser, server.url)
    const typing = await measureTyping(page, server)
    console.log('typing among 2,000 lines:', typing)
    await fill(server, (line) => console.error(line))
    const list = await measureList(page, server, quick ? QUICK_SECONDS : SECONDS)
    console.log('10,000 translations, 200 changes a second:', list)
    if (json)
      await writeFile(json, `${JSON.stringify({ benchmark: 'dashboard', typing, list }, undefined, 1)}\n`)
  } finally {
    await browser.close()
  }
}
