import type { CueEdit } from 'video-translation-client'
import { say } from '../shell/message-store.ts'
import type { Words } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'
import type { FitOf } from './fit/use-fits.ts'
import type { Transport } from './media/transport.ts'

/** What can be done with the chosen line, by buttons and by keys. */
export interface LineVerbs {
  /** Plays it in the video, with one of the two sounds. */
  play(side?: 'source' | 'result'): void
  approve(): void
  split(): void
  merge(): void
  insert(): void
  remove(): void
  setTime(field: 'start' | 'end'): void
  step(by: number): void
  /** To the next line that does not fit, or the one before. */
  stepToProblem(by: 1 | -1): void
  undo(): void
  redo(): void
}

/** What the verbs act on. */
export interface LineContext {
  session: CueSession
  transport: Transport
  fits: FitOf
  /** The chosen line. */
  id: string
  choose(id: string): void
  t: Words['t']
}

const hundredths = (seconds: number) => Math.round(seconds * 100) / 100
/** A new line takes this long, where there is room. */
const NEW_SECONDS = 2

export function createLineVerbs(context: LineContext): LineVerbs {
  const { session, transport, fits, id, choose, t } = context
  const { ids } = session.state
  const cue = session.get(id)
  const at = ids.indexOf(id)
  const restructure = (...edits: CueEdit[]) => void reshape(context, edits)
  const step = (by: number) => {
    const next = ids[at + by]
    if (next !== undefined) choose(next)
  }
  return {
    play(side) {
      if (side) transport.hear(side)
      if (cue) transport.playSpan(cue.start, cue.end)
    },
    approve() {
      session.change(id, { approved: true })
      step(1)
    },
    split() {
      if (cue) restructure({ op: 'split', cue: id, at: splitAt(cue, transport.atSeconds) })
    },
    merge() {
      const next = ids[at + 1]
      if (next !== undefined) restructure({ op: 'merge', cues: [id, next] })
    },
    insert() {
      const after = session.get(ids[at + 1] ?? '')
      const start = cue?.end ?? 0
      const end = Math.min(start + NEW_SECONDS, after?.start ?? Infinity)
      restructure({ op: 'insert', start: hundredths(start), end: hundredths(end), text: t('studio.newLine') })
    },
    remove() {
      step(at + 1 < ids.length ? 1 : -1)
      restructure({ op: 'delete', cue: id })
    },
    setTime: (field) => session.change(id, { [field]: hundredths(transport.atSeconds) }),
    step,
    stepToProblem(by) {
      const order = by > 0 ? [...ids.slice(at + 1), ...ids.slice(0, at)] : ids.slice(0, at).toReversed()
      const isProblem = (other: string) => {
        const line = session.get(other)
        return line !== undefined && ['tooLong', 'unspoken'].includes(fits(line).kind)
      }
      const found = order.find(isProblem)
      if (found !== undefined) choose(found)
    },
    undo: () => void walk(session.undo(), t),
    redo: () => void walk(session.redo(), t),
  }
}

/** Somebody else may have been faster: then their edits are shown, and the person decides. */
async function reshape({ session, t }: LineContext, edits: CueEdit[]): Promise<void> {
  try {
    await session.restructure(...edits)
  } catch (error) {
    say('bad', (await session.catchUp(error)) ? t('conflict.again') : (error as Error).message)
  }
}

/** A change that somebody else has changed since stays, and the person hears why. */
async function walk(walking: Promise<boolean>, t: Words['t']): Promise<void> {
  try {
    if (!(await walking)) say('ask', t('studio.skipped'))
  } catch (error) {
    say('bad', (error as Error).message)
  }
}

/** At the playhead if it is inside, else in the middle. */
function splitAt({ start, end }: { start: number; end: number }, atSeconds: number): number {
  return hundredths(atSeconds > start && atSeconds < end ? atSeconds : (start + end) / 2)
}
