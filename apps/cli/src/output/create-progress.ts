import { lineProgress } from './line-progress.ts'
import { liveProgress } from './live-progress.ts'
import type { Progress, ProgressMode } from './progress.ts'

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

/** A dumb terminal cannot move its cursor, and the log of a CI would keep every frame. */
function canRedraw(stream: NodeJS.WriteStream): boolean {
  const { TERM: terminal, CI: ci } = process.env
  return Boolean(stream.isTTY) && terminal !== 'dumb' && (!ci || ci === 'false')
}

/** Writes one JSON document a line, for programs: `{"type":"step"|"update"|"note",...}`. */
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
