import type { Cue, CueFit, CueState, CueTarget } from '../cue.ts'
import { isOpen, type SheetCue, type SheetTarget } from './cue-sheet.ts'

/** What the result of a target has of a cue. */
export interface CueResult {
  id: string
  start: number
  end: number
  /** Text in the language of the source. */
  source: string
  /** What was spoken. */
  text: string
  voice?: string
  /** How its dub fits. Absent: nobody has measured it. */
  fit?: CueFit
  /** Nothing could be spoken. */
  failed?: boolean
}

/** The cues in the result of a target, by id. */
export type CueResults = ReadonlyMap<string, CueResult>

/**
 * A cue as it is shown.
 * @param results of each target that is shown, by language; empty before it has a result
 */
export function viewCue(cue: SheetCue, results: ReadonlyMap<string, CueResults>): Cue {
  const targets = [...results].map(([language, ofTarget]) => {
    return [language, viewTarget(cue, cue.targets[language], ofTarget.get(cue.id))] as const
  })
  return { ...cue, targets: Object.fromEntries(targets) }
}

/** Whether the result of a target lacks something that the cues have now. */
export function isTargetStale(cues: readonly SheetCue[], language: string, results: CueResults): boolean {
  const known = new Set(cues.map(({ id }) => id))
  if ([...results.keys()].some((id) => !known.has(id))) return true
  return cues.some((cue) => stateOf(cue, cue.targets[language], results.get(cue.id)) === 'stale')
}

function viewTarget(cue: SheetCue, target: SheetTarget | undefined, result?: CueResult): CueTarget {
  const { text = null, author, by, voice, approved = false } = target ?? {}
  return {
    text,
    ...(author !== undefined && { author }),
    ...(by !== undefined && { by }),
    ...(voice !== undefined && { voice }),
    approved,
    state: stateOf(cue, target, result),
    ...(result?.fit && { fit: result.fit }),
  }
}

function stateOf(cue: SheetCue, target: SheetTarget | undefined, result: CueResult | undefined): CueState {
  if (result === undefined || target === undefined || isOpen(cue, target)) return 'stale'
  const isSame =
    result.start === cue.start &&
    result.end === cue.end &&
    result.source === cue.text &&
    result.text === target.text &&
    result.voice === target.voice
  if (!isSame) return 'stale'
  return result.failed ? 'failed' : 'current'
}
