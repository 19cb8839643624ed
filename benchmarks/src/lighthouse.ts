import { writeFile } from 'node:fs/promises'
import { ARGUMENTS, CHROMIUM } from '../../apps/dashboard/test/support/browser.ts'
import { startServer, type TestServer } from '../../apps/dashboard/test/support/server.ts'
import { buildDashboard } from '../../scripts/build-dashboard.mjs'
import { type Lighthouse, loadLighthouse, type Report } from '../lighthouse/load.ts'
import type { BenchArguments } from './arguments.ts'

const RUNS = 5
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const
const TIMES = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
]

const PAGES = ['list', 'new', 'translation', 'studio', 'overview'] as const
const DEVICES = ['desktop', 'phone'] as const

interface Row {
  page: string
  device: (typeof DEVICES)[number]
  scores: number[]
  times: number[]
}

/**
 * The scores of each page: the median of five runs with simulated throttling.
 * @param args the operands name pages and devices, and without a name of one kind all are measured
 */
export async function benchLighthouse({ quick, json, operands }: BenchArguments): Promise<void> {
  const devices = namedOr(DEVICES, operands)
  const names = namedOr(PAGES, operands)
  buildDashboard()
  const lighthouse = await loadLighthouse()
  await using server = await startServer()
  const paths = await pathsOf(server)
  const rows: Row[] = []
  console.log(`page, device: ${CATEGORIES.join(', ')}; ${TIMES.join(', ')}`)
  for (const device of devices)
    for (const page of names) {
      const reports = await runs(lighthouse, server.url + paths[page], { device, count: quick ? 1 : RUNS })
      const row = { page, device, ...mediansOf(reports) }
      rows.push(row)
      console.log(
        `${page}, ${device}: ${row.scores.join(', ')}; ${row.times.map((time) => time.toFixed(2)).join(', ')}`,
      )
    }
  if (json) await writeFile(json, `${JSON.stringify({ benchmark: 'lighthouse', rows }, undefined, 1)}\n`)
}

function namedOr<Name extends string>(all: readonly Name[], operands: string[]): readonly Name[] {
  const unknown = operands.find((name) => ![...PAGES, ...DEVICES].some((known) => known === name))
  if (unknown)
    throw new Error(`There is no page or device "${unknown}": ${[...PAGES, ...DEVICES].join(', ')}.`)
  const named = all.filter((name) => operands.includes(name))
  return named.length > 0 ? named : all
}

/** The path of each page, with something to show on it. */
async function pathsOf({ client }: TestServer): Promise<Record<(typeof PAGES)[number], string>> {
  const create = (name: string) => ({
    source: `https://example.com/${name}.mp4`,
    from: 'en',
    to: ['es', 'fr'],
    engine: 'simulated',
    options: { durationMs: 500 },
  })
  for (const name of ['town-hall', 'lecture-07', 'weekly-47']) await client.create(create(name))
  const { id } = await client.translate(create('keynote'))
  return {
    list: '/',
    new: '/new',
    translation: `/translations/${id}`,
    studio: `/translations/${id}/studio/es`,
    overview: '/overview',
  }
}

/** Runs without figures, of one page, before the benchmark gives up. */
const MAX_LOST = 3

/** A page with a stream never has a quiet network, and Lighthouse waits so long for one. */
const MAX_LOAD_MS = 15_000

/** Each run has a browser of its own, so that nothing is cached. */
async function runs(
  { run, launch, desktop }: Lighthouse,
  url: string,
  { device, count }: { device: Row['device']; count: number },
): Promise<Report[]> {
  const reports: Report[] = []
  let lost = 0
  while (reports.length < count) {
    const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ['--headless=new', ...ARGUMENTS] })
    try {
      const flags = {
        port: chrome.port,
        onlyCategories: CATEGORIES,
        logLevel: 'error',
        maxWaitForLoad: MAX_LOAD_MS,
      }
      const result = await run(url, flags, device === 'desktop' ? desktop : undefined)
      const failure = result ? result.lhr.runtimeError?.message : `Lighthouse has no result for ${url}.`
      if (result && failure === undefined) reports.push(result.lhr)
      // Chromium sometimes loses the beginning of its trace, and such a run has no figures.
      else if (++lost > MAX_LOST) throw new Error(failure)
    } finally {
      chrome.kill()
    }
  }
  return reports
}

function mediansOf(reports: readonly Report[]): Pick<Row, 'scores' | 'times'> {
  const middle = (values: number[]) => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
  return {
    scores: CATEGORIES.map((name) =>
      Math.round(100 * middle(reports.map(({ categories }) => categories[name]?.score ?? 0))),
    ),
    times: TIMES.map((name) => middle(reports.map(({ audits }) => audits[name]?.numericValue ?? 0))),
  }
}
