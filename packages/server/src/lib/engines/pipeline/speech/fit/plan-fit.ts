import { BREATH_SECONDS } from './slots.ts'

/** A line to speak, in the order of time. Times are seconds of the source. */
export interface TimedLine {
  start: number
  /** Until when it may be spoken without disturbing the next line. */
  slotEnd: number
  /** How long the voice takes at its own speed. */
  naturalSeconds: number
  /** The rate that its clip has already. Default: 1. */
  minRate?: number
}

/** When a line is spoken, and how many times as fast as the voice would. */
export interface Placement {
  start: number
  end: number
  rate: number
}

/** A dub may start so much before its original, where nobody speaks. Hardly anybody notices it. */
const EARLY_SECONDS = 0.1
/** So much where it would need haste otherwise. */
const EARLIEST_SECONDS = 0.2
/** Two lines that had no room for a breath are kept apart by this. */
const SHORTEST_BREATH_SECONDS = 0.02
/** Listeners do not notice a shorter overflow. */
const INAUDIBLE_OVERFLOW_SECONDS = 0.06
/** Up to this rate speech sounds natural. Beyond it only what would not fit otherwise is spoken. */
const COMFORTABLE_RATE = 1.25
export const HIGHEST_RATE = 1.5
/** A larger change of the rate from one line to the next sounds like haste. */
const LARGEST_STEP = 0.15
const ROUNDING = 1e-6

export interface PlanOptions {
  /** Whether other lines come after these. Default: false. */
  isFollowed?: boolean
  /** When a line before these ends. Default: there is none. */
  previousEnd?: number | undefined
}

/**
 * Fits lines into their time without sudden haste. A line may use the pause after it, start a
 * little early, and be spoken faster together with its neighbours. Lines never overlap: one that
 * does not fit pushes the next back. The last one takes as long as it needs at a comfortable rate.
 */
export function planFit(lines: readonly TimedLine[], options: PlanOptions = {}): Placement[] {
  return place(lines, withoutSteps(neededRates(lines, options)), options.previousEnd)
}

/** Whether a line is spoken without haste, and does not disturb the next one. */
export function isComfortable({ rate, end }: Placement, { slotEnd }: TimedLine): boolean {
  return rate <= COMFORTABLE_RATE + ROUNDING && end <= slotEnd + INAUDIBLE_OVERFLOW_SECONDS + ROUNDING
}

/** The rates that make the lines fit, each after those before it. Faster neighbours only help. */
function neededRates(lines: readonly TimedLine[], options: PlanOptions): number[] {
  const { isFollowed = false } = options
  let { previousEnd } = options
  return lines.map((line, at) => {
    const needed = neededRate(line, previousEnd, !isFollowed && at === lines.length - 1)
    const rate = Math.max(line.minRate ?? 1, needed, roomFor(lines, at))
    previousEnd = placeLine(line, rate, previousEnd).end
    return rate
  })
}

/** The rate that makes a line fit, at most the highest that is tolerable. */
function neededRate(line: TimedLine, previousEnd: number | undefined, isLast: boolean): number {
  const { naturalSeconds, slotEnd } = line
  const exact = rateFor(naturalSeconds, slotEnd - earliestStart(line, previousEnd, EARLY_SECONDS))
  if (exact <= COMFORTABLE_RATE) return exact
  const room = slotEnd - earliestStart(line, previousEnd)
  if (isLast || rateFor(naturalSeconds, room) <= COMFORTABLE_RATE) return COMFORTABLE_RATE
  const tolerable = rateFor(naturalSeconds, room + INAUDIBLE_OVERFLOW_SECONDS)
  return Math.min(HIGHEST_RATE, Math.max(COMFORTABLE_RATE, tolerable))
}

/** A line before one that is in need ends early enough for it, if it can do so comfortably. */
function roomFor(lines: readonly TimedLine[], at: number): number {
  const [line, next] = [lines[at], lines[at + 1]]
  if (!line || !next) return 1
  const isInNeed = rateFor(next.naturalSeconds, next.slotEnd - next.start) > COMFORTABLE_RATE
  const end = next.start - EARLIEST_SECONDS - BREATH_SECONDS
  const rate = rateFor(line.naturalSeconds, Math.min(end, line.slotEnd) - line.start)
  return isInNeed && rate <= COMFORTABLE_RATE ? rate : 1
}

function rateFor(naturalSeconds: number, room: number): number {
  return room <= 0 ? Infinity : Math.max(1, naturalSeconds / room)
}

/** Raises the neighbours of fast lines until no step is too large. */
function withoutSteps(rates: readonly number[]): number[] {
  const climb = (all: readonly number[]): number[] => {
    let before = 0
    return all.map((rate) => (before = Math.max(rate, before - LARGEST_STEP)))
  }
  return climb(climb(rates).toReversed()).toReversed()
}

function place(lines: readonly TimedLine[], rates: readonly number[], before?: number): Placement[] {
  let previousEnd = before
  return lines.map((line, at) => {
    const placement = placeLine(line, rates[at] ?? 1, previousEnd)
    previousEnd = placement.end
    return placement
  })
}

/** A line starts with its original, or only as early as it has to. */
function placeLine(line: TimedLine, rate: number, previousEnd: number | undefined): Placement {
  const seconds = line.naturalSeconds / rate
  const early = Math.max(line.slotEnd - seconds, earliestStart(line, previousEnd))
  const soonest = (previousEnd ?? -Infinity) + SHORTEST_BREATH_SECONDS
  const start = Math.max(Math.min(early, line.start), soonest, 0)
  return { start, end: start + seconds, rate }
}

function earliestStart({ start }: TimedLine, previousEnd = -Infinity, early = EARLIEST_SECONDS): number {
  return Math.max(0, start - early, previousEnd + BREATH_SECONDS)
}
