import type { JobsRow } from './contest.ts'
import type { CurveRow } from './curves.ts'

const WIDTH = 860
const HEIGHT = 560
const FRAME = { left: 64, right: 24, top: 64, bottom: 56 }
const REQUESTS = { least: 2, most: 4000 }
const DELAY = { least: 0.15, most: 1500 }
/** The lines from front to back: style, name, and how far along the line the name is. */
const LINES: Record<string, { style: string; text: string; at: number }> = {
  'fixed intervals': { style: 'grey dashed', text: 'fixed intervals', at: 0.5 },
  'doubling, uncapped': { style: 'grey dotted', text: 'doubling, uncapped', at: 0 },
  'expected, after 100 jobs': { style: 'accent', text: 'expected, other prices', at: 1 },
  optimum: { style: 'ink', text: 'optimum, knowing the law', at: 0.75 },
}

/** Draws delay against requests per job on one law, on logarithmic axes. Lower left is better. */
export function plot(jobs: readonly JobsRow[], curves: readonly CurveRow[]): string {
  const rows = jobs.filter(({ contender }) => contender !== 'optimum')
  const marks = marksOf(rows)
  const taken = [...marks.map(boxOf), ...boxesOf(curves)]
  const names = marks.map((one) => nameOf(one, taken))
  const lines = Object.keys(LINES)
    .toReversed()
    .map((name) => curve(name, curves, taken))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13">
<title id="title">Delay against requests per job</title>
<desc id="description">Mean delay until the end of a job is noticed, against status requests per job, for the schedules of this client and of other libraries.</desc>
${STYLE}
<rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="8"/>
<text class="ink" x="${FRAME.left}" y="28" font-size="17" font-weight="600">Know sooner, ask less</text>
<text class="soft" x="${FRAME.left}" y="48">Mean seconds from the end of a job until it is noticed, against status requests per job. Law of the jobs: ${jobs[0]?.law ?? ''}.</text>
${[axes(), ...lines, ...marks.map(dot), ...names].join('\n')}
</svg>
`
}

const STYLE = `<style>
.paper{fill:#fff}.ink{fill:#1b1f24}.soft{fill:#59636e}.grid{stroke:#d8dee4}.dot{fill:#59636e}.accent{fill:#0a69da}
.line{fill:none;stroke-width:2}.line.ink{fill:none;stroke:#1b1f24;stroke-width:1.5}.line.accent{fill:none;stroke:#0a69da;stroke-width:4;stroke-opacity:.6}
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

function curve(name: string, all: readonly CurveRow[], taken: Box[]): string {
  const { style, text, at: along } = LINES[name] as (typeof LINES)[string]
  const rows = all
    .filter(
      (row) => row.contender === name && isInside(row.requests, REQUESTS) && isInside(row.meanDelay, DELAY),
    )
    .sort((a, b) => a.requests - b.requests)
  const places = rows.map((row): [number, number] => [x(row.requests), y(row.meanDelay)])
  const path = places.map(([left, top]) => `${at(left)},${at(top)}`).join(' ')
  const place = places[Math.floor(along * (places.length - 1))]
  const shape = `<polyline class="line ${style}" points="${path}"/>`
  return place ? shape + label(text, place, style.replace(/ .*/, '').replace('grey', 'soft'), taken) : shape
}

function isInside(value: number, { least, most }: typeof DELAY): boolean {
  return value >= least && value <= most
}

interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

const LETTER = 6.9
const LINE = 15

/** Writes a text beside a place, where no other box is. */
function label(
  text: string,
  [left, top]: [number, number],
  style: string,
  taken: Box[],
  weight = 400,
): string {
  const width = text.length * LETTER
  const starts = [left + 9, left - 9 - width, left - 9 - width / 2]
  const baselines = [-6, 16, -22, 32, 48, 64, 88].map((distance) => top + distance)
  const candidates = baselines.flatMap((y) =>
    starts.map((x): Box => ({ left: x, right: x + width, top: y - LINE + 4, bottom: y + 4 })),
  )
  const isFree = (box: Box) => box.right < WIDTH - 8 && taken.every((other) => !overlap(box, other))
  const box = candidates.find(isFree) ?? (candidates[0] as Box)
  taken.push(box)
  return `<text class="${style}" x="${at(box.left)}" y="${at(box.bottom - 4)}" font-weight="${weight}">${text}</text>`
}

function overlap(a: Box, b: Box): boolean {
  return a.right >= b.left && a.left <= b.right && a.bottom >= b.top && a.top <= b.bottom
}

interface Mark {
  row: JobsRow
  names: string[]
}

const SAME = 0.03

/** Contenders at the same place share one mark. */
function marksOf(rows: readonly JobsRow[]): Mark[] {
  const marks: Mark[] = []
  const isNear = (a: number, b: number) => Math.abs(Math.log(a / b)) < SAME
  for (const row of rows) {
    const same = marks.find(
      (other) => isNear(other.row.requests, row.requests) && isNear(other.row.meanDelay, row.meanDelay),
    )
    if (same) same.names.push(short(row.contender))
    else marks.push({ row, names: [short(row.contender)] })
  }
  return marks
}

function short(name: string): string {
  return name.replace(/, jitter.*/, '')
}

function dot({ row }: Mark): string {
  const isOwn = row.contender === 'expected'
  return `<circle class="${isOwn ? 'accent' : 'dot'}" cx="${at(x(row.requests))}" cy="${at(y(row.meanDelay))}" r="${isOwn ? 7 : 4.5}"/>`
}

function nameOf({ row, names }: Mark, taken: Box[]): string {
  const place: [number, number] = [x(row.requests), y(row.meanDelay)]
  if (row.contender === 'expected') return label('expected, the default', place, 'accent', taken, 600)
  return label(names.join(', '), place, 'soft', taken)
}

function boxOf({ row }: Mark): Box {
  const [left, top] = [x(row.requests), y(row.meanDelay)]
  return { left: left - 6, right: left + 6, top: top - 6, bottom: top + 6 }
}

/** Boxes along all lines, so that no label covers a line. */
function boxesOf(curves: readonly CurveRow[]): Box[] {
  return Object.keys(LINES).flatMap((name) => {
    const rows = curves.filter(({ contender }) => contender === name).sort((a, b) => a.requests - b.requests)
    return rows.slice(1).flatMap((row, i) => {
      const before = rows[i] as CurveRow
      return Array.from({ length: 12 }, (_, k): Box => {
        const left = x(before.requests) + ((x(row.requests) - x(before.requests)) * k) / 12
        const top = y(before.meanDelay) + ((y(row.meanDelay) - y(before.meanDelay)) * k) / 12
        return { left: left - 2, right: left + 2, top: top - 2, bottom: top + 2 }
      })
    })
  })
}

function at(value: number): string {
  return value.toFixed(1)
}
