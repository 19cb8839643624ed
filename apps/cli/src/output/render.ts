import stringWidth from 'string-width'
import { styleText } from 'node:util'
import type { Target, Translation } from 'video-translation-client'
import { bar, clean, formatPercent, formatSeconds } from './format.ts'
import { fit, pad } from './layout.ts'
import { SYMBOLS } from './symbols.ts'

export interface Screen {
  columns: number
  rows: number
  color: boolean
}

/** A translation to draw. */
export interface Shown {
  translation: Translation
  /** Seconds since the update arrived; the remaining time is shorter by them. */
  ageSeconds: number
}

const WIDEST_BAR = 24
const NARROWEST_BAR = 6
const NARROWEST_NAME = 8
const NEARLY_COMPLETE = 0.8

/** Draws several translations, never more lines than the terminal has. */
export function renderAll(all: readonly Shown[], screen: Screen): string[] {
  const lines = all.flatMap((shown) => renderTranslation(shown, screen))
  const room = Math.max(1, screen.rows - 1)
  if (lines.length <= room) return lines
  return [
    ...lines.slice(0, room - 1),
    fit(`${SYMBOLS.ellipsis} and ${lines.length - room + 1} more lines`, screen.columns),
  ]
}

/** Draws one translation: a heading, then a line for each target. */
export function renderTranslation(shown: Shown, screen: Screen): string[] {
  return [heading(shown.translation, screen.columns), ...targetLines(shown, screen)]
}

/** Draws a step such as an upload: its name, a bar and a percentage. */
export function renderStep(name: string, fraction: number | undefined, screen: Screen): string {
  const label = clean(name)
  return progressLine({ label, fraction, left: undefined }, stringWidth(label), screen)
}

/** A narrow terminal loses the id first, then the end of the name. */
function heading({ id, source, from, targets, progress }: Translation, columns: number): string {
  const name = clean(source.name ?? source.url ?? id)
  const languages = `${from ?? '?'} ${SYMBOLS.to} ${targets.map((target) => target.language).join(', ')}`
  const overall = targets.length > 1 && progress !== undefined ? `  ${formatPercent(progress)}` : ''
  const rest = clean(`  ${languages}${overall}`)
  const whole = `${name}${rest}  ${id}`
  if (stringWidth(whole) <= columns) return whole
  const room = Math.max(NARROWEST_NAME, columns - stringWidth(rest))
  return fit(`${fit(name, room)}${rest}`, columns)
}

function targetLines({ translation, ageSeconds }: Shown, screen: Screen): string[] {
  const languageWidth = Math.max(...translation.targets.map(({ language }) => stringWidth(clean(language))))
  const labels = translation.targets.map((target) =>
    clean(`  ${pad(target.language, languageWidth)}  ${activity(target, translation)}`),
  )
  const width = Math.max(...labels.map((label) => stringWidth(label)))
  return translation.targets.map((target, index) => {
    const label = labels[index] ?? ''
    if (isSettled(target)) return fit(settledLine(target, label), screen.columns)
    const fraction = shareDone(target, translation)
    const left = remainingSeconds(target, translation)
    return progressLine({ label, fraction, left: left && Math.max(0, left - ageSeconds) }, width, screen)
  })
}

/**
 * Before any target runs, a pending target shows the preparation of the source. Later the stage of
 * the translation is that of another target, so a pending target just shows `pending`.
 */
function activity(target: Target, translation: Translation): string {
  if (target.status === 'running') return target.stage ?? target.rawStatus ?? 'running'
  if (target.status === 'needs_input') return 'needs input'
  return target.status === 'pending' ? (preparation(translation) ?? 'pending') : target.status
}

function preparation({ status, stage, targets }: Translation): string | undefined {
  const prepares = status === 'running' && targets.every((target) => target.status === 'pending')
  return prepares ? stage : undefined
}

/** A single target shows the progress of the whole translation, or its bar would start twice. */
function shareDone(target: Target, { targets, progress }: Translation): number | undefined {
  return targets.length === 1 ? (progress ?? target.progress) : target.progress
}

function remainingSeconds(target: Target, { targets, expectedSeconds }: Translation): number | undefined {
  return targets.length === 1 ? (expectedSeconds ?? target.expectedSeconds) : target.expectedSeconds
}

function isSettled({ status }: Target): boolean {
  return status === 'completed' || status === 'error' || status === 'canceled'
}

function settledLine(target: Target, label: string): string {
  const mark = target.status === 'completed' ? SYMBOLS.done : SYMBOLS.failed
  return `${mark} ${label.trimStart()}${target.error ? clean(`: ${target.error.message}`) : ''}`
}

interface Row {
  label: string
  fraction: number | undefined
  /** Remaining time, in seconds. */
  left: number | undefined
}

/** Draws as much as fits: drops the bar first, then the words around the time, then the time. */
function progressLine({ label, fraction, left }: Row, labelWidth: number, screen: Screen): string {
  const percent = fraction === undefined ? '' : ` ${formatPercent(fraction).padStart(5)}`
  const times = left === undefined ? [''] : [describeLeft(left, fraction), `  ${formatSeconds(left)}`, '']
  const aligned = pad(label, labelWidth)
  const [longest = ''] = times
  const room = screen.columns - stringWidth(aligned + percent + longest) - 2
  if (fraction !== undefined && room >= NARROWEST_BAR) {
    return `${aligned}  ${paint(bar(fraction, Math.min(WIDEST_BAR, room)), screen)}${percent}${longest}`
  }
  const lines = times.map((time) => `${aligned}${percent}${time}`.trimEnd())
  const fitting = lines.find((line) => stringWidth(line) <= screen.columns)
  return fitting ?? fit(label, screen.columns - stringWidth(percent)) + fit(percent, screen.columns)
}

/** Shows nothing for an estimate that has run out, unless the work is nearly complete. */
function describeLeft(seconds: number, fraction = 1): string {
  if (seconds >= 0.5) return `  about ${formatSeconds(seconds)} left`
  return fraction >= NEARLY_COMPLETE ? '  almost done' : ''
}

function paint(text: string, screen: Screen): string {
  return screen.color ? styleText('green', text, { validateStream: false }) : text
}
