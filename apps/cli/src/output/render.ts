import { styleText } from 'node:util'
import type { Target, Translation } from 'video-translation-client'
import { bar, clean, fit, formatSeconds } from './format.ts'

export interface Screen {
  columns: number
  rows: number
  color: boolean
}

const WIDEST_BAR = 24
const NARROWEST_BAR = 6

/** Several translations as lines for a terminal, never more than fit on it. */
export function renderAll(translations: readonly Translation[], screen: Screen): string[] {
  const lines = translations.flatMap((translation) => renderTranslation(translation, screen))
  const room = Math.max(1, screen.rows - 1)
  if (lines.length <= room) return lines
  return [...lines.slice(0, room - 1), fit(`… and ${lines.length - room + 1} more lines`, screen.columns)]
}

/** One translation: what it is, then a line for each target. */
export function renderTranslation(translation: Translation, screen: Screen): string[] {
  return [fit(heading(translation), screen.columns), ...targetLines(translation, screen)]
}

/** A step before or beside the translation, such as an upload: its name, a bar and a percentage. */
export function renderStep(name: string, fraction: number | undefined, screen: Screen): string {
  return line(
    { label: clean(name), fraction, remaining: undefined },
    Math.min(name.length, screen.columns),
    screen,
  )
}

function heading({ id, source, from, targets, progress }: Translation): string {
  const languages = targets.map((target) => target.language).join(', ')
  const overall = targets.length > 1 && progress !== undefined ? `  ${Math.floor(progress * 100)} %` : ''
  return clean(`${source.name ?? source.url ?? id}  ${from ?? '?'} → ${languages}  ${id}${overall}`)
}

function targetLines(translation: Translation, screen: Screen): string[] {
  const rows = translation.targets.map((target) => ({ target, word: wordFor(target, translation) }))
  const labels = rows.map(({ target, word }) => clean(`  ${target.language}  ${word}`))
  const width = Math.max(...labels.map((label) => label.length))
  return rows.map(({ target }, index) => {
    const label = labels[index] ?? ''
    if (isSettled(target)) return fit(settledLine(target, label), screen.columns)
    return line(
      { label, fraction: shareDone(target, translation), remaining: remaining(target, translation) },
      width,
      screen,
    )
  })
}

/** A target that waits for the source's preparation shows that: it is what the person waits for. */
function wordFor(target: Target, translation: Translation): string {
  if (target.status === 'running') return target.stage ?? target.rawStatus ?? 'running'
  if (target.status === 'pending' && translation.status === 'running') return translation.stage ?? 'pending'
  return target.status === 'needs_input' ? 'needs input' : target.status
}

/** The only target shows the whole translation, preparation included: a bar should not begin twice. */
function shareDone(target: Target, { targets, progress }: Translation): number | undefined {
  return targets.length === 1 ? (progress ?? target.progress) : target.progress
}

function remaining(target: Target, { targets, expectedSeconds }: Translation): number | undefined {
  return targets.length === 1 ? (expectedSeconds ?? target.expectedSeconds) : target.expectedSeconds
}

function isSettled({ status }: Target): boolean {
  return status === 'completed' || status === 'error' || status === 'canceled'
}

function settledLine(target: Target, label: string): string {
  const mark = target.status === 'completed' ? '✔' : '✖'
  return `${mark} ${label.trimStart()}${target.error ? clean(`: ${target.error.message}`) : ''}`
}

interface Row {
  label: string
  fraction: number | undefined
  remaining: number | undefined
}

/** Label, bar, percentage, remaining time; the narrower the terminal, the fewer of them. */
function line(row: Row, labelWidth: number, screen: Screen): string {
  const percent = row.fraction === undefined ? '' : `${Math.floor(row.fraction * 100)} %`.padStart(5)
  const left = row.remaining === undefined ? '' : `  about ${formatSeconds(row.remaining)} left`
  const label = row.label.padEnd(labelWidth)
  const room = screen.columns - label.length - percent.length - left.length - 4
  if (row.fraction === undefined) return fit(`${label}${left}`.trimEnd(), screen.columns)
  if (room < NARROWEST_BAR) return fit(`${label}${percent}${left}`, screen.columns)
  return `${label}  ${paint(bar(row.fraction, Math.min(WIDEST_BAR, room)), screen)} ${percent}${left}`
}

function paint(text: string, screen: Screen): string {
  return screen.color ? styleText('green', text, { validateStream: false }) : text
}
