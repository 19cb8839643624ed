import type { Cue } from 'video-translation-client'
import {
  type CueResult,
  type CueSheet,
  cueId,
  isOpen,
  isTargetStale,
  type SheetCue,
  writeSubtitles,
} from 'video-translation-client/editing'
import type { JobTarget, SimulatedJob } from '../backend/job.ts'
import { hasPassed } from '../backend/stages-passed.ts'
import { sampleCues, sampleResults, sampleTranslation } from './sample-cues.ts'

/** The cues of a job: all revisions that are kept, and what the results of its targets have. */
export interface JobCues {
  /** The newest at the end. Empty before the source is transcribed. */
  readonly revisions: CueSheet[]
  /** Number of revisions that were forgotten. */
  forgotten: number
  /** What the present run of each target speaks, by language. */
  readonly runs: Map<string, CueRun>
  /** What the newest result of each target has, by language. */
  readonly results: Map<string, TargetCues>
}

interface CueRun {
  /** The run of the target. */
  number: number
  /** The cues with which an applying run began. Absent: those at its translation. */
  given?: readonly SheetCue[]
  /** Absent before its translation. */
  spoken?: { revision: number; cues: readonly SheetCue[] }
}

interface TargetCues {
  number: number
  revision: number
  cues: ReadonlyMap<string, CueResult>
}

/** Number of revisions that are kept for `revert`, and for pages of an older one. */
const MAX_REVISIONS = 100

export function createJobCues(): JobCues {
  return { revisions: [], forgotten: 0, runs: new Map(), results: new Map() }
}

/** The number of the newest revision. 0: there are no cues yet. */
export function revisionOf({ revisions, forgotten }: JobCues): number {
  return forgotten + revisions.length
}

export function sheetOf(cues: JobCues): CueSheet {
  return cues.revisions.at(-1) ?? { cues: [], nextNumber: 1 }
}

/** The cues at a revision. Undefined if it is forgotten, or never was. */
export function sheetAt({ revisions, forgotten }: JobCues, revision: number): CueSheet | undefined {
  return revisions[revision - forgotten - 1]
}

/**
 * Brings the cues up to the present state of the job, which follows from time alone: what was
 * recognised, translated and spoken since.
 */
export function syncCues(job: SimulatedJob, cues: JobCues, nowMs: number): void {
  if (revisionOf(cues) === 0) {
    if (!job.targets.some((target) => hasPassed('transcribe', target, job, nowMs))) return
    addRevision(cues, recognised())
  }
  for (const target of job.targets) {
    if (hasPassed('translate', target, job, nowMs)) translate(target, cues)
    if (hasPassed('render', target, job, nowMs)) keepResult(target, job, cues)
  }
}

function recognised(): CueSheet {
  const cues = sampleCues().map((cue, index) => ({ id: cueId(index + 1), ...cue, targets: {} }))
  return { cues, nextNumber: cues.length + 1 }
}

export function addRevision(cues: JobCues, sheet: CueSheet): void {
  cues.revisions.push(sheet)
  if (cues.revisions.length > MAX_REVISIONS) {
    cues.revisions.shift()
    cues.forgotten++
  }
}

/** Gives the open cues of a target a machine's text. What a person wrote meanwhile stands. */
function translate({ language, run }: JobTarget, cues: JobCues): void {
  const known = cues.runs.get(language)
  if (known?.number === run && known.spoken) return
  const given = (known?.number === run && known.given) || sheetOf(cues).cues
  const spoken = given.map((cue) => withMachineText(cue, language))
  const made = new Map(spoken.map((cue) => [cue.id, cue]))
  const sheet = sheetOf(cues)
  const next = sheet.cues.map((cue) => {
    const isSameText = made.get(cue.id)?.text === cue.text
    return isSameText ? withMachineText(cue, language) : cue
  })
  if (next.some((cue, index) => cue !== sheet.cues[index])) addRevision(cues, { ...sheet, cues: next })
  cues.runs.set(language, { number: run, spoken: { revision: revisionOf(cues), cues: spoken } })
}

function withMachineText(cue: SheetCue, language: string): SheetCue {
  const before = cue.targets[language]
  if (!isOpen(cue, before)) return cue
  const { voice } = before ?? {}
  const made = { text: sampleTranslation(cue.text, language), author: 'machine' as const, of: cue.text }
  return {
    ...cue,
    targets: { ...cue.targets, [language]: { ...made, ...(voice !== undefined && { voice }) } },
  }
}

function keepResult({ language, run }: JobTarget, job: SimulatedJob, cues: JobCues): void {
  const spoken = cues.runs.get(language)?.spoken
  if (!spoken || cues.results.get(language)?.number === run) return
  const results = sampleResults(spoken.cues, language)
  cues.results.set(language, {
    number: run,
    revision: spoken.revision,
    cues: new Map(results.map((result) => [result.id, result])),
  })
  const lines = results.map((result): Cue => ({ ...result, targets: {} }))
  for (const format of ['srt', 'vtt'] as const)
    job.contents.set(`${language}.${format}`, writeSubtitles(lines, format))
}

/** The run of a target that begins now speaks the cues as they are now. */
export function beginRun(target: JobTarget, cues: JobCues): void {
  const given = sheetOf(cues).cues
  cues.runs.set(target.language, { number: target.run, ...(given.length > 0 && { given }) })
}

/** Languages whose result lacks something that the cues have. */
export function staleLanguages(cues: JobCues): string[] {
  const sheet = sheetOf(cues)
  return [...cues.results].flatMap(([language, result]) =>
    isTargetStale(sheet.cues, language, result.cues) ? [language] : [],
  )
}
