import { openTab, startBrowser } from '../../../../apps/dashboard/test/support/browser.ts'
import { measureList } from '../../dashboard/list-load.ts'
import { fill, startPageServer } from '../../dashboard/page-server.ts'
import { measureTyping } from '../../dashboard/typing.ts'
import type { Figure, SoakOptions, Subject } from '../subject.ts'

/** A round is a minute. */
const ROUNDS = 10
/** Answers are measured in steps of 8 ms. */
const KEY_MS = 50
const TASK_MS = 100
/** A heap that grows for ten minutes grows by more. */
const GROWTH_PERCENT = 20

export const subject: Subject = {
  promise:
    'In the dashboard no task takes longer than 100 ms and the memory is steady over ten minutes, while 200 of ' +
    '10,000 translations change each second. A key answers within 50 ms among 2,000 lines.',
  run,
}

async function run({ rounds = ROUNDS, tell }: SoakOptions): Promise<Figure[]> {
  await using server = await startPageServer()
  const browser = await startBrowser()
  try {
    const { page } = await openTab(browser, server.url)
    const typing = await measureTyping(page, server)
    await fill(server, tell)
    const list = await measureList(page, server, rounds * 60)
    const growth = (list.heapAfterBytes / list.heapBeforeBytes - 1) * 100
    return [
      { name: 'keys', value: typing.keys },
      { name: 'slowest answer to a key', value: typing.slowestKeyMs, unit: 'ms', atMost: KEY_MS },
      { name: 'changes seen', value: list.changes },
      { name: 'longest task', value: list.longestTaskMs, unit: 'ms', atMost: TASK_MS },
      { name: 'rows that moved', value: list.movedRows, atMost: 0 },
      { name: 'heap after a minute', value: megabytes(list.heapBeforeBytes), unit: 'MB' },
      { name: 'heap at the end', value: megabytes(list.heapAfterBytes), unit: 'MB' },
      { name: 'growth of the heap', value: Math.round(growth), unit: '%', atMost: GROWTH_PERCENT },
    ]
  } finally {
    await browser.close()
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10
}
