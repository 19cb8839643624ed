import { resultTime, type SlowScene } from 'video-translation-client/studio'
import { isComfortable, planFit, type Placement, type TimedLine } from './plan-fit.ts'

/** A line, and when its original ends. */
export interface SceneLine extends TimedLine {
  end: number
}

/**
 * How many times as long a scene may take. In a study of 100 people, nobody noticed a video that
 * was up to 12 % slower (de'Sperati and Baud-Bovy, doi:10.1038/s41598-017-15619-8).
 */
const FACTORS = [1.04, 1.08, 1.12]
/** The speed of the picture changes only where nobody speaks for so long. */
const SILENCE_SECONDS = 0.15
/** Words begin a little before their line does. */
const LEAD_SECONDS = 0.1
/** A longer pause is not slowed to its end. */
const PAUSE_SECONDS = 1
/** Each scene costs filters and time in ffmpeg. */
export const MAX_SLOW_SCENES = 50

/**
 * Chooses the scenes that have to be slowed, so that the voice keeps a comfortable rate: as few and
 * as little as possible, and from one silence to another. Scenes are in the order of time.
 */
export function planSlowScenes(lines: readonly SceneLine[]): SlowScene[] {
  const slow: SlowScene[] = []
  let before: Before = { delaySeconds: 0 }
  for (const scene of scenesOf(lines)) {
    const { start, end } = scene
    const { factor, placements } = slowed(scene, before)
    if (factor > 1) slow.push({ start, end, factor })
    const delaySeconds = before.delaySeconds + (factor - 1) * (end - start)
    before = { delaySeconds, previousEnd: placements.at(-1)?.end ?? before.previousEnd }
  }
  return fewer(joined(slow), MAX_SLOW_SCENES)
}

/** What the scenes before one leave to it. */
interface Before {
  /** By how much later everything comes in the result. */
  delaySeconds: number
  /** When the last line ends, in seconds of the result. */
  previousEnd?: number | undefined
}

/** A line at its times of the result. */
export function inResult<line extends TimedLine>(line: line, scenes: readonly SlowScene[]): line {
  if (scenes.length === 0) return line
  const [start, slotEnd] = [resultTime(line.start, scenes), resultTime(line.slotEnd, scenes)]
  return { ...line, start, slotEnd }
}

/** Lines without a silence between them. */
interface Scene {
  start: number
  end: number
  lines: SceneLine[]
  isFollowed: boolean
}

function scenesOf(lines: readonly SceneLine[]): Scene[] {
  const groups: SceneLine[][] = []
  let end = -Infinity
  for (const line of lines) {
    if (line.start - end >= SILENCE_SECONDS) groups.push([line])
    else groups.at(-1)?.push(line)
    end = Math.max(end, line.end)
  }
  return groups.map((group, at) => sceneOf(group, groups[at + 1]?.[0]))
}

function sceneOf(lines: SceneLine[], next: SceneLine | undefined): Scene {
  const [first, last] = [lines[0], lines.at(-1)]
  const limit = next ? next.start - LEAD_SECONDS : (last?.slotEnd ?? 0)
  const end = Math.min(limit, Math.max(...lines.map((line) => line.end)) + PAUSE_SECONDS)
  const start = Math.max(0, (first?.start ?? 0) - LEAD_SECONDS)
  return { start, end, lines, isFollowed: next !== undefined }
}

/** The least that makes all lines of a scene fit, else the most. */
function slowed(scene: Scene, { delaySeconds, previousEnd }: Before): Choice {
  const { start, end, isFollowed } = scene
  const choices = [1, ...FACTORS].map((factor): Choice => {
    const lines = scene.lines.map((line) => delayed(inResult(line, [{ start, end, factor }]), delaySeconds))
    const placements = planFit(lines, { isFollowed, previousEnd })
    const fits = placements.every((placement, at) => isComfortable(placement, lines[at] as SceneLine))
    return { factor, placements, fits }
  })
  return choices.find(({ fits }) => fits) ?? (choices.at(-1) as Choice)
}

interface Choice {
  factor: number
  placements: Placement[]
  fits: boolean
}

function delayed(line: SceneLine, seconds: number): SceneLine {
  return { ...line, start: line.start + seconds, slotEnd: line.slotEnd + seconds }
}

/** A picture whose speed stays the same has no seam. */
function joined(scenes: readonly SlowScene[]): SlowScene[] {
  const all: SlowScene[] = []
  for (const scene of scenes) {
    const last = all.at(-1)
    if (last && last.factor === scene.factor && scene.start - last.end < 1e-6) last.end = scene.end
    else all.push({ ...scene })
  }
  return all
}

/** Joins the nearest ones until they are few enough: what is between them is slowed, too. */
function fewer(scenes: readonly SlowScene[], most: number): SlowScene[] {
  const gapBefore = (at: number) => (scenes[at]?.start ?? 0) - (scenes[at - 1]?.end ?? 0)
  const byGap = [...scenes.keys()].slice(1).toSorted((one, other) => gapBefore(other) - gapBefore(one))
  const borders = new Set(byGap.slice(0, most - 1))
  const all: SlowScene[] = []
  for (const [at, { start, end, factor }] of scenes.entries()) {
    const last = all.at(-1)
    if (!last || borders.has(at)) all.push({ start, end, factor })
    else Object.assign(last, { end, factor: Math.max(last.factor, factor) })
  }
  return all
}
