import type { CueEdit } from 'video-translation-client'
import { say } from '../shell/message-store.ts'
import { hundredths } from '../format/time-text.ts'
import type { Words } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'
import type { FitOf } from './fit/use-fits.ts'
import type { Hearing } from './media/hearing.ts'
import type { Transport } from './media/transport.ts'
import { isMissing } from './media/use-hearing.ts'

/** What can be done with the chosen line, by buttons and by keys. */
export type LineVerbs = SoundVerbs & StepVerbs & EditVerbs

interface SoundVerbs {
  readonly hearing: Hearing
  /** Plays it in the video, with one of the two sounds. */
  play(side?: 'source' | 'result'): void
  /** Speaks the wording as it stands. What the result has already is not spoken again. */
  hear(): void
  /** As the result has it. */
  hearCurrent(): void
}

interface StepVerbs {
  step(by: number): void
  /** To the next line that does not fit, or the one before. */
  stepToProblem(by: 1 | -1): void
}

interface EditVerbs {
  approve(): void
  split(): void
  merge(): void
  insert(): void
  remove(): void
  setTime(field: 'start' | 'end'): void
  undo(): void
  redo(): void
}

/** What the verbs act on. */
export interface LineContext {
  session: CueSession
  transport: Transport
  hearing: Hearing
  fits: FitOf
  /** The chosen line. */
  id: string
  choose(id: string): void
  t: Words['t']
}

/** A new line takes this long, where there is room. */
const NEW_SECONDS = 2

export function createLineVerbs(context: LineContext): LineVerbs {
  const steps = stepVerbs(context)
  return { ...soundVerbs(context), ...steps, ...editVerbs(context, steps) }
}

function soundVerbs(context: LineContext): SoundVerbs {
  const { session, transport, hearing, id } = context
  return {
    hearing,
    play(side) {
      const cue = session.get(id)
      if (side) transport.hear(side)
      if (cue) transport.playSpan(cue.start, cue.end)
    },
    hear() {
      transport.pause()
      const isCurrent = session.get(id)?.targets[session.language]?.state === 'current'
      void (isCurrent ? hearOrPlay(context) : hearWording(context))
    },
    hearCurrent() {
      transport.pause()
      void hearOrPlay(context)
    },
  }
}

function stepVerbs({ session, fits, id, choose }: LineContext): StepVerbs {
  const { ids } = session.state
  const at = ids.indexOf(id)
  const isProblem = (other: string) => {
    const line = session.get(other)
    return line !== undefined && ['tooLong', 'unspoken'].includes(fits(line).kind)
  }
  const chooseIf = (found: string | undefined) => {
    if (found !== undefined) choose(found)
  }
  return {
    step: (by) => chooseIf(ids[at + by]),
    stepToProblem(by) {
      const [before, after] = [ids.slice(0, at), ids.slice(at + 1)]
      const order = by > 0 ? [...after, ...before] : [...before.toReversed(), ...after.toReversed()]
      chooseIf(order.find(isProblem))
    },
  }
}

function editVerbs(context: LineContext, { step }: StepVerbs): EditVerbs {
  const { session, transport, id, t } = context
  const { ids } = session.state
  const at = ids.indexOf(id)
  const [cue, next] = [session.get(id), ids[at + 1]]
  const restructure = (edit: CueEdit | Promise<CueEdit>) => void reshape(context, edit)
  return {
    approve() {
      session.change(id, { approved: true })
      step(1)
    },
    split() {
      if (!cue) return
      const at = splitAt(cue, transport.atSeconds)
      restructure(shapes().then(({ splitOf }) => splitOf(cue, at, session.cues())))
    },
    merge() {
      if (next !== undefined) restructure({ op: 'merge', cues: [id, next] })
    },
    insert() {
      if (!cue) return
      const start = hundredths(cue.end)
      const end = hundredths(Math.min(start + NEW_SECONDS, session.get(next ?? '')?.start ?? Infinity))
      const line = { start, end, text: t('studio.newLine') }
      restructure(shapes().then(({ insertOf }) => insertOf(line, cue, session.cues())))
    },
    remove() {
      step(next === undefined ? -1 : 1)
      restructure({ op: 'delete', cue: id })
    },
    setTime: (field) => session.change(id, { [field]: hundredths(transport.atSeconds) }),
    undo: () => void walk(session.undo(), t),
    redo: () => void walk(session.redo(), t),
  }
}

/** Loaded when it is needed, which is not often. */
function shapes() {
  return import('./edits/shape-edits.ts')
}

/** Somebody else may have been faster: then their edits are shown, and the person decides. */
async function reshape({ session, t }: LineContext, edit: CueEdit | Promise<CueEdit>): Promise<void> {
  try {
    await session.restructure(await edit)
  } catch (error) {
    say('bad', (await session.catchUp(error)) ? t('conflict.again') : (error as Error).message)
  }
}

async function hearWording({ session, hearing, id, t }: LineContext): Promise<void> {
  const cue = session.get(id)
  try {
    if (cue) await hearing.hear(cue)
  } catch (error) {
    sayWhy(error, t)
  }
}

/** A server that does not keep lines by themselves has them in the result. */
async function hearOrPlay({ session, transport, hearing, id, t }: LineContext): Promise<void> {
  const cue = session.get(id)
  if (!cue) return
  try {
    if (await hearing.hearCurrent(cue)) return
    transport.hear('result')
    transport.playSpan(cue.start, cue.end)
  } catch (error) {
    sayWhy(error, t)
  }
}

function sayWhy(error: unknown, t: Words['t']): void {
  say('bad', isMissing(error) ? t('studio.cannotHear') : (error as Error).message)
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
