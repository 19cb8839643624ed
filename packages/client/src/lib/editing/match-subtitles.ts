import type { Cue, CueEdit } from '../cue.ts'
import { joinParts, SAME_TIME_SECONDS } from './join-parts.ts'
import type { SubtitleLine } from './read-subtitles.ts'
import { textOf } from './write-subtitles.ts'

/** What a file of subtitles changes. */
export interface SubtitleChanges {
  edits: CueEdit[]
  /** Lines that belong to no cue, or maybe to several. Nothing is done about them. */
  ambiguous: AmbiguousLine[]
  /** Ids of cues that the file has no line for. They stay as they are. */
  missing: string[]
}

/** A line that nothing is done about. */
export interface AmbiguousLine {
  /** Counts from 1 in the file. */
  line: number
  text: string
  start: number
  /** Ids of the cues that it may belong to. */
  candidates: string[]
}

/**
 * Finds the edits that make cues say what a file says. A line belongs to the cue with its id (in
 * WebVTT), else with its time, else with its text. Lines that are parts of a cue are joined.
 * @param language of a target; undefined if the file has what is said in the source
 */
export function matchSubtitles(
  cues: readonly Cue[],
  lines: readonly SubtitleLine[],
  language?: string,
): SubtitleChanges {
  const whole = joinParts(cues, lines, language)
  const matches = new Map<SubtitleLine, Cue>()
  for (const findCue of [byId, byExactTime, byOverlap, byText]) {
    const found = findAll(findCue, open(cues, whole, matches), language)
    for (const [line, cue] of found) matches.set(line, cue)
  }
  const left = open(cues, whole, matches)
  const edits = [...matches].flatMap(([line, cue]) => editsOf(line, cue, language))
  const ambiguous = left.lines.map((line) => ({
    line: lines.indexOf(whole.get(line) ?? line) + 1,
    text: line.text,
    start: line.start,
    candidates: cues.filter((cue) => overlap(cue, line) > 0).map(({ id }) => id),
  }))
  return { edits, ambiguous, missing: left.cues.map(({ id }) => id) }
}

/** Lines and cues without a match. */
interface Open {
  lines: SubtitleLine[]
  cues: Cue[]
}

type FindCues = (line: SubtitleLine, open: Open, language: string | undefined) => Cue[]

function open(
  cues: readonly Cue[],
  lines: ReadonlyMap<SubtitleLine, SubtitleLine>,
  matches: Map<SubtitleLine, Cue>,
): Open {
  const taken = new Set(matches.values())
  return {
    lines: [...lines.keys()].filter((line) => !matches.has(line)),
    cues: cues.filter((cue) => !taken.has(cue)),
  }
}

/** Only pairs where the line has one cue and the cue has one line. */
function findAll(find: FindCues, left: Open, language: string | undefined): [SubtitleLine, Cue][] {
  const pairs = left.lines.map((line) => [line, find(line, left, language)] as const)
  const counts = new Map<Cue, number>()
  for (const cue of pairs.flatMap(([, cues]) => cues)) counts.set(cue, (counts.get(cue) ?? 0) + 1)
  return pairs.flatMap(([line, [cue, ...others]]) =>
    cue !== undefined && others.length === 0 && counts.get(cue) === 1 ? [[line, cue]] : [],
  )
}

function byId({ id }: SubtitleLine, { cues }: Open): Cue[] {
  return id === undefined ? [] : cues.filter((cue) => cue.id === id)
}

function byExactTime(line: SubtitleLine, { cues }: Open): Cue[] {
  const isNear = (one: number, other: number) => Math.abs(one - other) <= SAME_TIME_SECONDS
  return cues.filter((cue) => isNear(cue.start, line.start) && isNear(cue.end, line.end))
}

/** Share of the time of both together that a line and its cue have in common. */
const MOST = 0.5
/** From this share on, another cue may be meant as well. */
const SOME = 0.25

function byOverlap(line: SubtitleLine, { cues }: Open): Cue[] {
  const near = cues.filter((cue) => overlap(cue, line) >= SOME)
  return near.some((cue) => overlap(cue, line) >= MOST) ? near : []
}

function byText({ text }: SubtitleLine, { cues }: Open, language: string | undefined): Cue[] {
  return cues.filter((cue) => textOf(cue, language) === text)
}

/** Common time by the time of both together, from 0 to 1. */
function overlap(one: { start: number; end: number }, other: { start: number; end: number }): number {
  const common = Math.min(one.end, other.end) - Math.max(one.start, other.start)
  const whole = Math.max(one.end, other.end) - Math.min(one.start, other.start)
  return Math.max(0, common / whole)
}

function editsOf(line: SubtitleLine, cue: Cue, language: string | undefined): CueEdit[] {
  const { id } = cue
  const isMoved = !byExactTime(line, { lines: [], cues: [cue] }).includes(cue)
  const times: CueEdit[] = isMoved ? [{ op: 'set', cue: id, start: line.start, end: line.end }] : []
  if (line.text === textOf(cue, language) || line.text === '') return times
  if (language === undefined) return [...times, { op: 'set', cue: id, text: line.text }]
  return [...times, { op: 'set', cue: id, target: language, text: line.text }]
}
