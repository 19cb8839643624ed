import { createLogUpdate } from 'log-update'
import type { Translation } from 'video-translation-client'
import { clean } from './format.ts'
import { renderAll, renderStep, type Screen } from './render.ts'

/** Tells a person, or a program, how far it is. Everything goes to standard error: results alone are on standard output. */
export interface Progress {
  /** A step that is no translation: an upload, a download of model files. `fraction` is from 0 to 1. */
  step(name: string, fraction?: number): void
  update(translation: Translation): void
  note(text: string): void
  /** Leaves what is on the screen, and what follows starts on a new line. */
  done(): void
}

/** How progress is told; `auto` is `live` on a terminal and `lines` elsewhere. */
export const PROGRESS_MODES = ['auto', 'live', 'lines', 'json', 'none'] as const
export type ProgressMode = (typeof PROGRESS_MODES)[number]

export function createProgress(mode: ProgressMode, stream: NodeJS.WriteStream = process.stderr): Progress {
  const makers = {
    auto: () => (isLively(stream) ? liveProgress(stream) : lineProgress(stream)),
    live: () => liveProgress(stream),
    lines: () => lineProgress(stream),
    json: () => jsonProgress(stream),
    none: () => noProgress(stream),
  } satisfies Record<ProgressMode, () => Progress>
  return makers[mode]()
}

function isLively(stream: NodeJS.WriteStream): boolean {
  return Boolean(stream.isTTY) && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined
}

/** Redraws in place. */
function liveProgress(stream: NodeJS.WriteStream): Progress {
  const log = createLogUpdate(stream)
  const translations = new Map<string, Translation>()
  let current: { name: string; fraction: number | undefined } | undefined
  const draw = () => {
    const screen = screenOf(stream)
    const step = current ? [renderStep(current.name, current.fraction, screen)] : []
    log([...step, ...renderAll([...translations.values()], screen)].join('\n'))
  }
  return {
    step(name, fraction) {
      current = { name, fraction }
      draw()
    },
    update(translation) {
      current = undefined
      translations.set(translation.id, translation)
      draw()
    },
    note: (text) => log.persist(clean(text)),
    done() {
      if (current || translations.size > 0) log.done()
      current = undefined
      translations.clear()
    },
  }
}

function screenOf(stream: NodeJS.WriteStream): Screen {
  return { columns: stream.columns || 80, rows: stream.rows || 24, color: stream.hasColors?.() ?? false }
}

/** One line for each change of status or stage; a percentage that merely grows is no news. */
function lineProgress(stream: NodeJS.WriteStream): Progress {
  const told = new Map<string, string>()
  let step = ''
  const tell = (key: string, text: string) => {
    // Between two stages a target merely runs, which is no news.
    if (told.get(key) === text || (told.has(key) && text.endsWith(' running'))) return
    told.set(key, text)
    stream.write(`${clean(text)}\n`)
  }
  return {
    step(name) {
      if (name !== step) stream.write(`${clean(name)}\n`)
      step = name
    },
    update(translation) {
      for (const [key, text] of changesOf(translation)) tell(key, text)
    },
    note: (text) => stream.write(`${clean(text)}\n`),
    done() {},
  }
}

/** What is worth a line: the translation's own state while nothing runs for a target yet, then each target's. */
function changesOf(translation: Translation): [key: string, text: string][] {
  const { id, status, stage, targets } = translation
  const started = targets.some((target) => target.status !== 'pending')
  const own = `${id} ${status}${status === 'running' && stage ? ` ${stage}` : ''}`
  const perTarget = targets
    .filter((target) => target.status !== 'pending')
    .map((target): [string, string] => {
      const detail = target.error ? `: ${target.error.message}` : ''
      const word = target.status === 'running' && target.stage ? target.stage : target.status
      return [`${id} ${target.language}`, `${id} ${target.language} ${word}${detail}`]
    })
  return started && status === 'running' ? perTarget : [...perTarget, [id, own]]
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

/** Nothing of progress; what a person must know is still said. */
function noProgress(_stream: NodeJS.WriteStream): Progress {
  return { step() {}, update() {}, note() {}, done() {} }
}
