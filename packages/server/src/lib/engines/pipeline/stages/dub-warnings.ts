import type { Warning } from 'video-translation-client'
import type { SlowScene } from 'video-translation-client/studio'
import type { CueReport } from '../providers/cue.ts'

/** A dub as it was spoken. */
export interface Dub {
  reports: readonly CueReport[]
  /** Name of the synthesizer. */
  synthesizer: string
  /** Whether scenes may be slowed. */
  slowsScenes: boolean
  slowScenes: readonly SlowScene[]
  /** Length of the source. */
  seconds: number
  /** The same with its slowed scenes. */
  pictureSeconds: number
  /** Length of the dub. */
  dubSeconds: number
}

/** What to know about a dub before it is shown to anybody. */
export function warningsOfDub(dub: Dub): Warning[] {
  return [
    ...warnOfRobot(dub),
    ...warnOfOverflow(dub),
    ...warnOfSkipped(dub),
    ...warnOfSlowScenes(dub),
    ...warnOfHeldPicture(dub),
  ]
}

function warnOfRobot({ synthesizer }: Dub): Warning[] {
  if (synthesizer !== 'espeak') return []
  return [{ code: 'robotic_voice', message: 'Spoken by espeak-ng, which sounds like a machine.' }]
}

/** Listeners do not notice a shorter overflow. */
const AUDIBLE_OVERFLOW_SECONDS = 0.1

function warnOfOverflow({ reports, slowsScenes }: Dub): Warning[] {
  const over = reports.filter(({ overflowSeconds }) => overflowSeconds > AUDIBLE_OVERFLOW_SECONDS)
  if (over.length === 0) return []
  const most = Math.max(...over.map(({ overflowSeconds }) => overflowSeconds))
  const cure = slowsScenes
    ? 'Shorter texts help.'
    : 'Shorter texts help, or the option stretchPicture (--stretch-picture), which slows the picture.'
  const problem = `take longer than their time, by up to ${most.toFixed(1)} s`
  return [{ code: 'cues_overflow', message: `${over.length} cue(s) ${problem}: ${listOf(over)}. ${cure}` }]
}

function warnOfSkipped({ reports }: Dub): Warning[] {
  const skipped = reports.filter((report) => report.skipped)
  if (skipped.length === 0) return []
  const message = `${skipped.length} cue(s) were not spoken: ${listOf(skipped)}.`
  return [{ code: 'cues_skipped', message }]
}

const MAX_LISTED = 10

/** The report has all of them. */
function listOf(reports: readonly CueReport[]): string {
  const ids = reports.slice(0, MAX_LISTED).map(({ id }) => id)
  return ids.join(', ') + (reports.length > MAX_LISTED ? ' and others' : '')
}

function warnOfSlowScenes({ slowScenes, seconds, pictureSeconds }: Dub): Warning[] {
  if (slowScenes.length === 0) return []
  const most = Math.round(100 * (Math.max(...slowScenes.map(({ factor }) => factor)) - 1))
  const message =
    `The picture is up to ${most} % slower in ${slowScenes.length} scene(s), so that the voice has time. ` +
    `The result is ${(pictureSeconds - seconds).toFixed(1)} s longer than the source.`
  return [{ code: 'picture_slowed', message }]
}

/** Rounding is no reason for a warning. */
const NOTICED_HOLD_SECONDS = 0.05

function warnOfHeldPicture({ pictureSeconds, dubSeconds }: Dub): Warning[] {
  const seconds = dubSeconds - pictureSeconds
  if (seconds <= NOTICED_HOLD_SECONDS) return []
  const message = `The last cue ends ${seconds.toFixed(1)} s after the picture, which stands still until then.`
  return [{ code: 'picture_held', message }]
}
