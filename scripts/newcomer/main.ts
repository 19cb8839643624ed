// Follows the first pages of each package as somebody who has only the tarballs: npm run newcomer
// [-- PAGE...]. Every page begins with an empty home and folder, a video, Node and npm.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packAll } from '../tarballs.ts'
import { askAssistant } from './assistant.ts'
import { createMachine, type Machine } from './machine.ts'
import { stepsOf, type Step } from './steps.ts'
import { useDashboard } from './browser.ts'

interface Page {
  path: string
  /** The heading at which a newcomer has what the page promises. */
  until?: string
  /** What the page says in words. */
  after?: (machine: Machine) => Promise<void>
}

const PAGES: Page[] = [
  { path: 'docs/start.md', until: '## I test an integration' },
  { path: 'apps/cli/README.md' },
  { path: 'packages/client/README.md', until: '## Verbs' },
  { path: 'packages/server/README.md', until: '## Settings' },
  { path: 'packages/simulator/README.md', until: '## Timelines' },
  { path: 'docs/dashboard.md', until: '## Many translations at once', after: useDashboard },
  { path: 'docs/mcp.md', until: '### Over HTTP', after: askAssistant },
]

const LIMIT_SECONDS = 300
const ROOT = join(import.meta.dirname, '../..')

const scratch = mkdtempSync(join(tmpdir(), 'newcomer-'))
try {
  const tarballs = join(scratch, 'clone/out')
  packAll(tarballs)
  const video = makeVideo(join(scratch, 'talk.mp4'))
  const wanted = process.argv.slice(2)
  const pages = PAGES.filter(({ path }) => wanted.length === 0 || wanted.includes(path))
  const rows: [path: string, seconds: number][] = []
  for (const page of pages) rows.push([page.path, await follow(page, video)])
  report(rows)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** The sample of eleven seconds, with a picture. */
function makeVideo(path: string): string {
  const sound = join(ROOT, 'samples/jfk-en-11s.ogg')
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=25']
  const codecs = ['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest']
  execFileSync('ffmpeg', ['-v', 'error', ...picture, '-i', sound, ...codecs, path])
  return path
}

/** Returns the seconds that it took. */
async function follow({ path, until, after }: Page, video: string): Promise<number> {
  console.log(`\n${path}`)
  await using machine = await createMachine(join(scratch, 'clone'), video)
  const startedAtMs = performance.now()
  for (const step of stepsOf(path, until)) await timed(title(step), () => machine.run(step))
  if (after) await timed('what the page says in words', () => after(machine))
  return (performance.now() - startedAtMs) / 1000
}

async function timed(name: string, work: () => Promise<void>): Promise<void> {
  const startedAtMs = performance.now()
  await work()
  console.log(`  ${((performance.now() - startedAtMs) / 1000).toFixed(1).padStart(6)} s  ${name}`)
}

function title({ kind, code }: Step): string {
  const [first = ''] = code.trim().split('\n')
  return kind === 'shell' ? first : `a ${kind}: ${first}`
}

function report(rows: [path: string, seconds: number][]): void {
  console.log('\nseconds  page')
  for (const [path, seconds] of rows) console.log(`${seconds.toFixed(1).padStart(7)}  ${path}`)
  const late = rows.filter(([, seconds]) => seconds > LIMIT_SECONDS)
  if (late.length === 0) return
  console.error(`Longer than ${LIMIT_SECONDS} s: ${late.map(([path]) => path).join(', ')}`)
  process.exitCode = 1
}
