import { EngineError } from '../../../../engine-error.ts'
import { isStorageFull } from '../../../../files/storage-full.ts'
import { isStorageUnavailable } from '../../../../files/storage-unavailable.ts'
import { inParallel } from '../../../../in-parallel.ts'
import type { SlowScene } from 'video-translation-client/studio'
import { planFit, type Placement } from './plan-fit.ts'
import { inResult, planSlowScenes } from './plan-slow-scenes.ts'
import { speedFor, suits } from './speeds.ts'
import { type HeardTake, type StretchOptions, stretchTakes } from './stretch-takes.ts'
import { createTakes, type SpokenText, type Take, type TakeOptions, type Takes } from './takes.ts'

/** A text for a voice, and its time in seconds of the source. */
export interface TimedText extends SpokenText {
  start: number
  /** When its original ends. */
  end: number
  /** Until when it may be spoken. */
  slotEnd: number
}

export interface FitOptions extends TakeOptions, StretchOptions {
  /** Whether other lines come after these. Default: false. */
  isFollowed?: boolean
  /** Whether scenes may be slowed where lines do not fit otherwise. Default: false. */
  slowsScenes?: boolean
  /** From 0 to 1. */
  onProgress(fraction: number): void
}

/** A line as it is heard. */
export interface FittedLine extends HeardTake {
  /** In seconds of the result. */
  start: number
}

export interface FittedLines {
  fitted: Map<number, FittedLine>
  /** Reasons of the lines that could not be spoken, by id. */
  failures: Map<number, unknown>
  /** What is slowed, so that the lines fit. */
  slowScenes: SlowScene[]
}

/** First takes, then others once the lengths are known, then those for neighbours. */
const ROUNDS = 3

/** Speaks lines and fits them all together: see `planFit`. */
export async function fitLines(lines: readonly TimedText[], options: FitOptions): Promise<FittedLines> {
  const work: Work = { lines, options, takes: createTakes(options), failures: new Map(), outages: 0 }
  await work.takes.recall(lines)
  for (let round = 1; round <= ROUNDS; round++) await speakRound(work, round)
  return { fitted: await stretchAll(work), failures: work.failures, slowScenes: slowScenesOf(work) }
}

interface Work extends Pick<FittedLines, 'failures'> {
  lines: readonly TimedText[]
  options: FitOptions
  takes: Takes
  /** Lines of a round, in a row, for which an endpoint was away. */
  outages: number
}

/** Speaks the lines that have no take that suits the plan. */
async function speakRound(work: Work, round: number): Promise<void> {
  const isFirst = round === 1
  work.outages = 0
  const { options } = work
  const plan = planOf(work)
  const wanted = work.lines.filter((line) => plan.has(line.id) && !isSuited(line, plan, work))
  const total = wanted.reduce((sum, line) => sum + line.spoken.length, 0)
  let done = 0
  const order = inOrder(wanted, options)
  const concurrency = options.cast.main.synthesizer.parallel ?? 1
  await inParallel(order, { concurrency, signal: options.signal }, async (line, signal) => {
    // What was spoken meanwhile tells more about the voice.
    const rate = rateOf(line, isFirst ? planOf(work) : plan)
    await speak(line, rate, work, signal).catch((error: unknown) => {
      signal.throwIfAborted()
      judge(error, line, work, round)
    })
    if (isFirst) options.onProgress((done += line.spoken.length) / total)
  })
}

/**
 * Some voices have to be loaded, so each speaks all its lines before the next one. Its longest line
 * goes first: if that started last, the other lanes would wait for it.
 */
function inOrder(lines: readonly TimedText[], { cast }: FitOptions): TimedText[] {
  const byVoice = Map.groupBy(lines, (line) => {
    const { synthesizer, voice = '' } = cast.of(line)
    return `${synthesizer.name} ${voice}`
  })
  return [...byVoice.values()].flatMap((own) =>
    own.toSorted((one, other) => other.spoken.length - one.spoken.length),
  )
}

async function speak(line: TimedText, rate: number, work: Work, signal: AbortSignal): Promise<void> {
  const { takes, options } = work
  await takes.speak(line, speedFor(rate, options.cast.of(line).synthesizer.maxSpeed), signal)
  work.outages = 0
}

/** So many lines in a row are not to blame: the endpoint is away. */
const OUTAGE = 3

/**
 * Only a line that is at fault itself is skipped. What keeps all lines from being spoken fails the
 * whole stage, which runs again.
 */
function judge(error: unknown, line: TimedText, work: Work, round: number): void {
  if (isStorageFull(error) || isStorageUnavailable(error) || isMisconfigured(error)) throw error
  const isAway = codeOf(error) === 'synthesizer_unavailable'
  if (isAway && ++work.outages >= OUTAGE) throw error
  // A line without a take is spoken again in the next round.
  if (isAway && round < ROUNDS) return
  if (work.takes.of(line).length === 0) work.failures.set(line.id, error)
}

/** E.g. a wrong key, or a quota that is used up. */
function isMisconfigured(error: unknown): boolean {
  const code = codeOf(error)
  const ofLine = ['synthesizer_refused', 'synthesizer_unavailable']
  return code.startsWith('synthesizer_') && !ofLine.includes(code)
}

function codeOf(error: unknown): string {
  return error instanceof EngineError ? error.code : ''
}

function isSuited(line: TimedText, plan: Plan, { takes, options }: Work): boolean {
  const { maxSpeed } = options.cast.of(line).synthesizer
  return takes.of(line).some((take) => suits(take, rateOf(line, plan), maxSpeed))
}

type Plan = ReadonlyMap<number, Placement>

function rateOf({ id }: TimedText, plan: Plan): number {
  return plan.get(id)?.rate ?? 1
}

/** Margin for the estimate's error: a slightly fast line costs less than a second take. */
export const SAFETY_FACTOR = 1.03

/**
 * When each line is spoken in the result, and how fast.
 * @param chosen the takes, once they are final
 */
function planOf(work: Work, chosen?: ReadonlyMap<number, Take>): Plan {
  const spoken = spokenLines(work)
  const scenes = slowScenesOf(work)
  const lines = spoken.map((line) => {
    const take = chosen?.get(line.id)
    const { start, slotEnd } = inResult({ ...line, naturalSeconds: 0 }, scenes)
    return { start, slotEnd, naturalSeconds: naturalSeconds(line, work, take), minRate: take?.speed ?? 1 }
  })
  const placements = planFit(lines, { isFollowed: work.options.isFollowed ?? false })
  return new Map(spoken.map(({ id }, at) => [id, placements[at] as Placement]))
}

/** They depend on the lengths of the takes, and not on how fast the chosen ones are. */
function slowScenesOf(work: Work): SlowScene[] {
  if (!work.options.slowsScenes) return []
  const lines = spokenLines(work)
  return planSlowScenes(
    lines.map((line) => {
      const { start, end, slotEnd } = line
      return { start, end, slotEnd, naturalSeconds: naturalSeconds(line, work) }
    }),
  )
}

function spokenLines({ lines, failures }: Work): TimedText[] {
  return lines.filter(({ id }) => !failures.has(id))
}

function naturalSeconds(line: TimedText, { takes }: Work, chosen?: Take): number {
  const take = chosen ?? takes.of(line).at(-1)
  return take ? take.seconds * take.speed : takes.estimate(line) * SAFETY_FACTOR
}

/** Stretches the best take of each line to its place in the plan. */
async function stretchAll(work: Work): Promise<Map<number, FittedLine>> {
  const { takes, options } = work
  const rates = planOf(work)
  const chosen = new Map(
    spokenLines(work).map((line) => [line.id, bestTake(takes.of(line), rateOf(line, rates))]),
  )
  const plan = planOf(work, chosen)
  const placed = [...chosen].map(([id, take]) => ({ id, take, ...(plan.get(id) as Placement) }))
  const heard = await stretchTakes(placed, options)
  return new Map(placed.map(({ id, start }, at) => [id, { ...(heard[at] as HeardTake), start }]))
}

/** A take that is so much faster than planned is as good as any. */
const SLIGHTLY_FASTER = 0.1

/** The fastest take that is not needlessly fast. */
function bestTake(takes: readonly Take[], rate: number): Take {
  const all = takes.toSorted((one, other) => one.speed - other.speed)
  return all.findLast(({ speed }) => speed <= rate + SLIGHTLY_FASTER) ?? (all[0] as Take)
}
