import type { JobsRow } from './contest.ts'
import type { CurveRow } from './curves.ts'

const WIDTH = 860
const HEIGHT = 560
const FRAME = { left: 64, right: 24, top: 64, bottom: 56 }
const REQUESTS = { least: 2, most: 4000 }
const DELAY = { least: 0.15, most: 1500 }
const LINES: Record<string, string> = {
  'fixed intervals': 'grey dashed',
  'doubling, uncapped': 'grey dotted',
  optimum: 'ink',
  'expected, after 100 jobs': 'accent',
}

/** Delay against requests per job on one law, both logarithmic: the nearer to the lower left, the better. */
export function plot(jobs: readonly JobsRow[], curves: readonly CurveRow[]): string {
  const points = jobs.filter(
    ({ contender }) => contender !== 'optimum' && !contender.startsWith('best fixed'),
  )
  const law = jobs[0]?.law ?? ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13">
<title id="title">Delay against requests per job</title>
<desc id="description">Mean delay until the end of a job is noticed, against status requests per job, for the schedules of this client and of other libraries.</desc>
${STYLE}
<rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="8"/>
<text class="ink" x="${FRAME.left}" y="28" font-size="17" font-weight="600">Know sooner, ask less</text>
<text class="soft" x="${FRAME.left}" y="48">Mean seconds from the end of a job until it is noticed, against status requests per job. Jobs: “${law}”.</text>
${axes()}
${Object.keys(LINES)
  .map((name) => curve(name, curves))
  .join('\n')}
${labelled(points).map(mark).join('\n')}
</svg>
`
}

const STYLE = `<style>
.paper{fill:#fff}.ink{fill:#1b1f24}.soft{fill:#59636e}.grid{stroke:#d8dee4}.dot{fill:#59636e}.accent{fill:#0a69da}
.line{fill:none;stroke-width:2}.line.ink{fill:none;stroke:#1b1f24}.line.accent{fill:none;stroke:#0a69da;stroke-width:3}
.line.grey{stroke:#8c959f}.dashed{stroke-dasharray:7 4}.dotted{stroke-dasharray:2 4}
@media (prefers-color-scheme:dark){.paper{fill:#0d1117}.ink{fill:#e6edf3}.soft{fill:#9198a1}.grid{stroke:#30363d}.dot{fill:#9198a1}
.accent{fill:#58a6ff}.line.ink{stroke:#e6edf3}.line.accent{stroke:#58a6ff}.line.grey{stroke:#6e7681}}
</style>`

function x(requests: number): number {
  return scale(requests, REQUESTS, FRAME.left, WIDTH - FRAME.right)
}

function y(delay: number): number {
  return scale(delay, DELAY, HEIGHT - FRAME.bottom, FRAME.top)
}

function scale(value: number, { least, most }: typeof DELAY, from: number, to: number): number {
  return from + ((to - from) * Math.log(value / least)) / Math.log(most / least)
}

function axes(): string {
  const bottom = HEIGHT - FRAME.bottom
  const right = WIDTH - FRAME.right
  const columns = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].map(
    (value) =>
      `<line class="grid" x1="${at(x(value))}" x2="${at(x(value))}" y1="${FRAME.top}" y2="${bottom}"/>` +
      `<text class="soft" x="${at(x(value))}" y="${bottom + 20}" text-anchor="middle">${value}</text>`,
  )
  const rows = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map(
    (value) =>
      `<line class="grid" x1="${FRAME.left}" x2="${right}" y1="${at(y(value))}" y2="${at(y(value))}"/>` +
      `<text class="soft" x="${FRAME.left - 8}" y="${at(y(value) + 4)}" text-anchor="end">${value} s</text>`,
  )
  const name = `<text class="soft" x="${right}" y="${HEIGHT - 14}" text-anchor="end">requests per job</text>`
  return [...columns, ...rows, name].join('\n')
}

function curve(name: string, all: readonly CurveRow[]): string {
  const rows = all.filter(
    (row) =>
      row.contender === name &&
      row.requests >= REQUESTS.least &&
      row.requests <= REQUESTS.most &&
      row.meanDelay >= DELAY.least &&
      row.meanDelay <= DELAY.most,
  )
  const sorted = [...rows].sort((a, b) => a.requests - b.requests)
  const path = sorted.map((row) => `${at(x(row.requests))},${at(y(row.meanDelay))}`).join(' ')
  return `<polyline class="line ${LINES[name]}" points="${path}"/>${nameOf(name, sorted)}`
}

/** Where each line has room for its name. */
function nameOf(name: string, rows: readonly CurveRow[]): string {
  const first = rows[0]
  const last = rows.at(-1)
  if (!first || !last) return ''
  const style = LINES[name]?.split(' ')[0] === 'grey' ? 'soft' : LINES[name]
  if (name === 'optimum')
    return `<text class="${style}" x="${at(x(last.requests) - 6)}" y="${at(y(last.meanDelay) + 18)}" text-anchor="end">optimum, knowing the law</text>`
  if (name.startsWith('expected'))
    return `<text class="${style}" x="${at(x(last.requests) + 8)}" y="${at(y(last.meanDelay) + 5)}" font-weight="600">${name}</text>`
  const middle = rows[Math.floor(rows.length * (name === 'fixed intervals' ? 0.2 : 0.62))] ?? first
  return `<text class="${style}" x="${at(x(middle.requests) + 10)}" y="${at(y(middle.meanDelay) - 4)}">${name}</text>`
}

interface Mark {
  row: JobsRow
  names: string[]
}

const SAME = 0.03

/** Contenders at the same place share a mark. */
function labelled(rows: readonly JobsRow[]): Mark[] {
  const marks: Mark[] = []
  for (const row of rows) {
    const same = marks.find(
      (other) => Math.abs(Math.log((other.row.requests * 1) / row.requests)) < SAME && isNear(other.row, row),
    )
    if (same) same.names.push(short(row.contender))
    else marks.push({ row, names: [short(row.contender)] })
  }
  return marks
}

function isNear(a: JobsRow, b: JobsRow): boolean {
  return Math.abs(Math.log(a.meanDelay / b.meanDelay)) < SAME
}

function short(name: string): string {
  return name.replace(/, jitter.*/, '')
}

function mark({ row, names }: Mark): string {
  const isOwn = row.contender === 'expected'
  const [left, top] = [x(row.requests), y(row.meanDelay)]
  const text = isOwn
    ? `<text class="accent" x="${at(left - 12)}" y="${at(top + 20)}" text-anchor="end" font-weight="600">expected</text>`
    : `<text class="soft" x="${at(left + 8)}" y="${at(top - 7)}">${names.join(', ')}</text>`
  return `<circle class="${isOwn ? 'accent' : 'dot'}" cx="${at(left)}" cy="${at(top)}" r="${isOwn ? 7 : 4.5}"/>${text}`
}

function at(value: number): string {
  return value.toFixed(1)
}
