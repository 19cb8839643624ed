import type { Estimate, EstimatedStep, NeededPack } from 'video-translation-client/estimate'
import { formatBytes, formatSeconds } from './format.ts'
import { table, wrap } from './layout.ts'
import { SYMBOLS } from './symbols.ts'

interface Described {
  name: string
  /** Absent: it has to be detected first. */
  from?: string
  to: readonly string[]
  /** Whether packs would have to be pulled on another machine. */
  isElsewhere: boolean
  estimate: Estimate
}

/** Says in lines what a translation would need before it. */
export function describeEstimate(described: Described, columns: number): string[] {
  const { name, from, to, isElsewhere, estimate } = described
  const { steps, problems } = estimate
  const obstacles = problems.filter(({ curable }) => !curable)
  const paragraphs = [
    [`${name}: ${from ?? 'language to be detected'} ${SYMBOLS.to} ${to.join(', ')}`, work(estimate)],
    table(steps.map(stepRow), columns),
    downloads(estimate, isElsewhere, columns),
    obstacles.flatMap(({ message }) => wrap(`${SYMBOLS.failed} ${message}`, columns, 2)),
    wrap(verdict(described), columns, 0),
  ].filter((lines) => lines.length > 0)
  return paragraphs.flatMap((lines, at) => (at > 0 ? ['', ...lines] : lines))
}

function work({ durationSeconds, characters, expectedSeconds }: Estimate): string {
  if (durationSeconds === undefined) return '  The length is not known before the work begins.'
  const parts = [
    `${formatSeconds(durationSeconds)} to translate`,
    ...(characters === undefined ? [] : [`about ${characters} characters for each language`]),
    ...(expectedSeconds === undefined
      ? []
      : [`about ${formatSeconds(expectedSeconds)} of work on two cores`]),
  ]
  return `  ${parts.join('; ')}`
}

function stepRow({ stage, language = '', provider = SYMBOLS.missing, warning }: EstimatedStep): string[] {
  return [`  ${stage}`, language, provider, warning?.message ?? '']
}

function downloads({ packs, programs }: Estimate, isElsewhere: boolean, columns: number): string[] {
  const rows = [
    ...packs.map(packRow),
    ...programs.map(({ name, licence, diskBytes }) => [
      `  ${name}`,
      licence,
      `${formatBytes(diskBytes)} on disk`,
      'runs Whisper',
    ]),
  ]
  if (rows.length === 0) return []
  const bytes = packs.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0)
  const where = isElsewhere ? 'on the server' : 'on this machine'
  return [`Missing ${where} (${formatBytes(bytes)} to download, once):`, ...table(rows, columns)]
}

function packRow({ name, licence, downloadBytes, required, description }: NeededPack): string[] {
  const purpose = required ? description : `optional: ${description}`
  return [`  ${name}`, licence, formatBytes(downloadBytes), purpose]
}

function verdict({ estimate, from, isElsewhere }: Described): string {
  const { possible, problems, steps, packs } = estimate
  if (!possible) return 'It is not possible as it is.'
  const open = steps.some(({ stage }) => stage === 'translate') && from === undefined
  const later = open ? ' Packs that translate may be added, once the language is known.' : ''
  if (problems.length === 0) return `It is possible.${later}`
  if (!isElsewhere) return `It is possible after the download, which \`translate\` offers.${later}`
  const names = packs.map(({ name }) => name).join(' ')
  return `It is possible after this command on the server: video-translation models pull ${names}${later}`
}
