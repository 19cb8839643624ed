import type { Spread } from './cue-quality.ts'
import type { QualityRow } from './row.ts'

const COLUMNS = [
  'set',
  'seconds',
  'found',
  'recogniser',
  'errors',
  'lost phrases',
  'cues',
  '1 to 7 s',
  'cut in phrase',
  'starts s',
  'ends s',
  'chrF',
  'dub fits',
  'on time',
  'hurried',
  'largest step',
  'LU',
  'dBTP',
  'subtitle rules broken',
  'heard back',
  'x length',
  'peak MB',
]

/** Prints the head of a Markdown table, as in docs/pipeline.md. */
export function printTitle(): void {
  console.log(`| ${COLUMNS.join(' | ')} |\n|${'---|'.repeat(COLUMNS.length)}`)
}

export function printRow(row: QualityRow): void {
  const { cues } = row
  const cells = [
    row.set,
    row.seconds.toFixed(0),
    `${row.found}${row.confidence === undefined ? '' : ` ${row.confidence.toFixed(2)}`}`,
    row.transcriber,
    `${percent(row.rate)}${row.byCharacter ? ' by character' : ''}`,
    row.lostPhrases,
    cues.cues,
    percent(cues.readable),
    cues.cutInPhrase,
    spread(cues.start),
    spread(cues.end),
    byTarget(row.chrF, (score) => score.toFixed(0)),
    byTarget(row.dub, ({ fitting }) => percent(fitting)),
    byTarget(row.dub, ({ punctual }) => percent(punctual)),
    byTarget(row.dub, ({ hurried }) => percent(hurried)),
    byTarget(row.dub, ({ largestStep }) => largestStep.toFixed(2)),
    byTarget(row.dub, ({ loudnessLu }) => loudnessLu.toFixed(1)),
    byTarget(row.dub, ({ truePeakDb }) => truePeakDb.toFixed(1)),
    byTarget(row.dub, ({ brokenRules }) => String(brokenRules)),
    byTarget(row.dub, ({ heardBack }) => (heardBack === undefined ? '-' : percent(heardBack))),
    row.ratio.toFixed(2),
    (row.peakBytes / 1e6).toFixed(0),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}

function byTarget<value>(values: Record<string, value>, show: (value: value) => string): string {
  return Object.entries(values)
    .map(([to, value]) => `${to} ${show(value)}`)
    .join(', ')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function spread(values: Spread | undefined): string {
  return values === undefined ? '' : `${values.median.toFixed(2)} / ${values.p90.toFixed(2)}`
}
