import type { Translation } from 'video-translation-client'
import { clean, formatPercent, formatSeconds } from './format.ts'
import { liveProgress } from './live-progress.ts'

/** Shows how far the work is. It writes to standard error only: standard output carries results. */
export interface Progress {
  /** A step that is no translation: an upload, a download of model files. `fraction` is from 0 to 1. */
  step(name: string, fraction?: number): void
  update(translation: Translation): void
  note(text: string): void
  /** Leaves on the screen what is there, so that what follows starts on a new line. */
  done(): void
}

/** How progress is shown; `auto` is `live` on a terminal and `lines` elsewhere. */
export const PROGRESS_MODES = ['auto', 'live', 'lines', 'json', 'none'] as const
export type ProgressMode = (typeof PROGRESS_MODES)[number]

/** `lines` writes a line each time that the percentage has grown by this much. */
const PERCENT_STEP = 10

export function createProgress(mode: ProgressMode, stream: NodeJS.WriteStream = process.stderr): Progress {
  const makers = {
    auto: () => (canRedraw(stream) ? liveProgress(stream) : lineProgress(stream)),
    live: () => liveProgress(stream),
    lines: () => lineProgress(stream),
    json: () => jsonProgress(stream),
    none: noProgress,
  } satisfies Record<ProgressMode, () => Progress>
  return makers[mode]()
}

/** A dumb terminal cannot move its cursor, and the log of a CI keeps every frame. */
function canRedraw(stream: NodeJS.WriteStream): boolean {
  const { TERM: terminal, CI: ci } = process.env
  return Boolean(stream.isTTY) && terminal !== 'dumb' && (!ci || ci === 'false')
}

/** One line for each change of status or stage, and for each tenth of the work. */
function lineProgress(stream: NodeJS.WriteStream): Progress {
  const written = new Map<string, string>()
  const write = (key: string, { state, fraction, detail = '' }: Line) => {
    const tenth = fraction === undefined ? '' : String(Math.floor((fraction * 100) / PERCENT_STEP))
    const before = written.get(key)
    // Between two stages a target merely runs, which is no news.
    if (before === `${state} ${tenth}` || (before !== undefined && state === 'running')) return
    written.set(key, `${state} ${tenth}`)
    const percent = fraction === undefined ? '' : ` ${formatPercent(fraction)}`
    stream.write(`${clean(`${key} ${state}${percent}${detail}`.trim())}\n`)
  }
  return {
    step: (name, fraction) => write('', { state: name, fraction }),
    update(translation) {
      for (const [key, line] of linesOf(translation)) write(key, line)
    },
    note: (text) => stream.write(`${clean(text)}\n`),
    done() {},
  }
}

interface Line {
  state: string
  fraction: number | undefined
  detail?: string
}

/** The translation's own state until a target begins and when all have ended; between, the state of each target. */
function linesOf(translation: Translation): [key: string, line: Line][] {
  const { id, status, targets } = translation
  const started = targets.filter((target) => target.status !== 'pending')
  const perTarget = started.map((target): [string, Line] => [`${id} ${target.language}`, lineOf(target)])
  return started.length > 0 && status === 'running'
    ? perTarget
    : [...perTarget, [id, { ...lineOf(translation), detail: '' }]]
}

type Part = Pick<Translation, 'status' | 'stage' | 'progress' | 'expectedSeconds' | 'error'>

function lineOf({ status, stage, progress, expectedSeconds, error }: Part): Line {
  if (status !== 'running')
    return { state: status, fraction: undefined, detail: error ? `: ${error.message}` : '' }
  const left = expectedSeconds === undefined ? '' : `, about ${formatSeconds(expectedSeconds)} left`
  return { state: stage ?? status, fraction: progress, detail: left }
}

/** One JSON document a line, for programs: `{"type":"step"|"update"|"note",...}`. */
function jsonProgress(stream: NodeJS.WriteStream): Progress {
  const write = (document: object) => stream.write(`${JSON.stringify(document)}\n`)
  return {
    step: (name, fraction) => write({ type: 'step', name, fraction }),
    update: (translation) => write({ type: 'update', translation }),
    note: (message) => write({ type: 'note', message }),
    done() {},
  }
}

function noProgress(): Progress {
  return { step() {}, update() {}, note() {}, done() {} }
}
