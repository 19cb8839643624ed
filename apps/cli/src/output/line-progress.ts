import type { Translation } from 'video-translation-client'
import { clean, formatPercent, formatSeconds } from './format.ts'
import type { Progress } from './progress.ts'

/** A new line is written each time that the percentage has grown by this much. */
const PERCENT_STEP = 10

/** Writes a line for each change of status or stage, and for each tenth of the work. */
export function lineProgress(stream: NodeJS.WriteStream): Progress {
  const written = new Map<string, string>()
  const write = (key: string, { state, fraction, detail = '' }: Line) => {
    const tenth = fraction === undefined ? '' : String(Math.floor((fraction * 100) / PERCENT_STEP))
    const before = written.get(key)
    // A target that has no stage for a moment, between two stages, is not worth a line.
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

/** While targets run, each has a line. Before and after that, the translation has one. */
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
