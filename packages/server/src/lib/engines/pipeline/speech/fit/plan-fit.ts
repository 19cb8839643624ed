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

/**
 * A dub may start so much before its original, where nobody speaks. Viewers accept sound that is up
 * to 0.09 s early (ITU-R BT.1359-1).
 */
const EARLY_SECONDS = 0.09
/** So much where even the highest rate is too slow. */
const EARLIEST_SECONDS = 0.2
/** Two lines that had no room for a breath are kept apart by this. */
const SHORTEST_BREATH_SECONDS = 0.02
/** Listeners do not notice a shorter overflow, and the next line still starts in time. */
const INAUDIBLE_OVERFLOW_SECONDS = 0.08
/**
 * Beyond it listening becomes harder ("The Difficulty of Listening to Time-Compressed Speech", with
 * 40 listeners), so only what would not fit otherwise is faster.
 */
const COMFORTABLE_RATE = 1.25
export const HIGHEST_RATE = 1.5
/**
 * A change of the rate from one line to the next by more than 0.15 sounds like haste. The rest is
 * for stretches that are too small to be made.
 */
const LARGEST_STEP = 0.14
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
 * does not fit pushes the next back. A last one that does not fit takes as long as it needs at a
 * comfortable rate.
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
  let { previousEnd = -Infinity } = options
  return lines.map((line, at) => {
    const needed = neededRate(line, previousEnd, !isFollowed && at === lines.length - 1)
    const rate = Math.max(line.minRate ?? 1, needed, roomFor(lines, at))
    previousEnd = placeLine(line, rate, previousEnd).end
    return rate
  })
}

/** The rate that makes a line fit, at most the highest that is tolerable. */
function neededRate(line: TimedLine, previousEnd: number, isLast: boolean): number {
  const { naturalSeconds, slotEnd } = line
  const room = slotEnd - earliestStart(line, previousEnd, EARLY_SECONDS)
  const exact = rateFor(naturalSeconds, room)
  if (exact <= COMFORTABLE_RATE) return exact
  const tolerable = rateFor(naturalSeconds, room + INAUDIBLE_OVERFLOW_SECONDS)
  if (isLast && tolerable > HIGHEST_RATE) return COMFORTABLE_RATE
  return Math.min(HIGHEST_RATE, Math.max(COMFORTABLE_RATE, tolerable))
}

/** A line before one that is in need ends early enough for it, if it can do so comfortably. */
function roomFor(lines: readonly TimedLine[], at: number): number {
  const [line, next] = [lines[at], lines[at + 1]]
  if (!line || !next) return 1
  const isInNeed = rateFor(next.naturalSeconds, next.slotEnd - next.start) > COMFORTABLE_RATE
  const end = next.start - EARLY_SECONDS - BREATH_SECONDS
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

function place(lines: readonly TimedLine[], rates: readonly number[], before = -Infinity): Placement[] {
  let previousEnd = before
  return lines.map((line, at) => {
    const placement = placeLine(line, rates[at] ?? 1, previousEnd)
    previousEnd = placement.end
    return placement
  })
}

/** A line starts with its original, or only as early as it has to. */
function placeLine(line: TimedLine, rate: number, previousEnd: number): Placement {
  const seconds = line.naturalSeconds / rate
  const exact = line.slotEnd - seconds
  // A short overflow is better than a start that is too early.
  const wanted = Math.max(exact, Math.min(exact + INAUDIBLE_OVERFLOW_SECONDS, line.start - EARLY_SECONDS))
  const start = Math.max(Math.min(wanted, line.start), earliestStart(line, previousEnd, EARLIEST_SECONDS))
  return { start, end: start + seconds, rate }
}

/** The line before is followed by a breath, or by less where this one would be late otherwise. */
function earliestStart({ start }: TimedLine, previousEnd: number, early: number): number {
  const afterBreath = Math.min(start, previousEnd + BREATH_SECONDS)
  return Math.max(0, start - early, afterBreath, previousEnd + SHORTEST_BREATH_SECONDS)
}
