import { STAGES, type Stage } from 'video-translation-client'
import { drawDurationMs } from './law.ts'
import { createRandom } from '../random.ts'
import { resolveScenario, type ScenarioOutcome, type ResolvedScenario, type Scenario } from './scenario.ts'

/** The whole life of one simulated translation, known from its first moment. */
export interface Timeline {
  /** How it ends. */
  readonly outcome: ScenarioOutcome
  /** When it starts to run, in milliseconds. */
  readonly startMs: number
  /** When it ends (or comes to need input), in milliseconds. Nothing changes afterwards. */
  readonly endMs: number
  /** When it would end if it completed, in milliseconds: later than `endMs` where it fails early. */
  readonly plannedEndMs: number
  /** When each stage begins, for the stages that are reached. */
  readonly stages: readonly { stage: Stage; fromMs: number }[]
  /** What a client would see so many milliseconds after its creation. */
  at(elapsedMs: number): Moment
  /** The next instant after this one at which {@link Timeline.at} tells another status, stage or progress. */
  nextChangeMs(elapsedMs: number): number | undefined
}

/** What is view of a simulated translation at one instant. */
export interface Moment {
  status: 'pending' | 'running' | ScenarioOutcome
  /** While running. */
  stage?: Stage
  /** 0 to 1, in steps of 0.05; never goes back. Absent where the scenario reports none. */
  progress?: number
  /** What truly remains, in seconds, while it is pending or running. Absent where the scenario reports none. */
  expectedSeconds?: number
  /** How it ended, once it did. */
  outcome?: ScenarioOutcome
  /** Whether it will never change again. `needs_input` is an end of the timeline, but not final. */
  final: boolean
}

/** Progress is a stair, as vendors' is, so that a follower has instants to sleep until. */
const PROGRESS_STEPS = 20

/**
 * Plays a scenario. The same scenario, seed and keys (the translation's id and the language, say) always give the same
 * timeline, whatever else was drawn before.
 * @throws ScenarioError when the scenario cannot be played.
 */
export function createTimeline(
  scenario: Scenario,
  seed: string | number,
  ...keys: (string | number)[]
): Timeline {
  const life = layOut(resolveScenario(scenario), seed, keys)
  const { outcome, startMs, endMs, plannedEndMs, stages, steps } = life
  const instants = [startMs, endMs, ...stages.map(({ fromMs }) => fromMs), ...steps]
  const changes = instants.filter((ms) => ms <= endMs).toSorted((one, other) => one - other)

  return {
    outcome,
    startMs,
    endMs,
    plannedEndMs,
    stages,
    at: (elapsedMs) => momentAt(Math.max(0, elapsedMs), life),
    nextChangeMs: (elapsedMs) => changes.find((change) => change > elapsedMs),
  }
}

/** Everything that is drawn and laid out once. */
interface Life extends Pick<Timeline, 'outcome' | 'startMs' | 'endMs' | 'plannedEndMs' | 'stages'> {
  scenario: ResolvedScenario
  /** When each step of progress is reached. */
  steps: number[]
}

function layOut(scenario: ResolvedScenario, seed: string | number, keys: (string | number)[]): Life {
  const { outcome, durationMs, endMs } = drawLife(scenario, seed, keys)
  return {
    scenario,
    outcome,
    startMs: scenario.startDelayMs,
    endMs,
    plannedEndMs: scenario.startDelayMs + durationMs,
    stages: layStages(scenario, durationMs).filter(({ fromMs }) => fromMs < endMs),
    steps: layProgress(scenario, durationMs),
  }
}

function drawLife(scenario: ResolvedScenario, seed: string | number, keys: (string | number)[]) {
  // Whole milliseconds: instants that fall together are equal. A stream each: a new law leaves untouched who fails.
  const durationMs = Math.round(drawDurationMs(scenario.durationMs, createRandom(seed, 'duration', ...keys)))
  const unlucky = createRandom(seed, 'outcome', ...keys).next() < scenario.errorRate
  const outcome = scenario.outcome ?? (unlucky ? 'error' : 'completed')
  const share = outcome === 'completed' ? 1 : scenario.failAt
  return { outcome, durationMs, endMs: scenario.startDelayMs + Math.round(share * durationMs) } as const
}

function layStages(scenario: ResolvedScenario, durationMs: number): { stage: Stage; fromMs: number }[] {
  const weights = STAGES.map((stage) => ({ stage, weight: scenario.stages[stage] ?? 0 }))
  const total = weights.reduce((sum, { weight }) => sum + weight, 0)
  let before = 0
  return weights
    .filter(({ weight }) => weight > 0)
    .map(({ stage, weight }) => {
      const fromMs = scenario.startDelayMs + Math.round((before / total) * durationMs)
      before += weight
      return { stage, fromMs }
    })
}

function layProgress(scenario: ResolvedScenario, durationMs: number): number[] {
  if (!scenario.reportsProgress) return []
  const stepAt = (step: number) => scenario.startDelayMs + Math.round((step / PROGRESS_STEPS) * durationMs)
  return Array.from({ length: PROGRESS_STEPS - 1 }, (_, index) => stepAt(index + 1))
}

function momentAt(ms: number, life: Life): Moment {
  const { scenario, startMs, endMs, plannedEndMs } = life
  if (ms >= endMs) return ended(life)
  const expected = scenario.reportsExpected && { expectedSeconds: (plannedEndMs - ms) / 1000 }
  if (ms < startMs) return { status: 'pending', ...expected, final: false }
  return { status: 'running', ...stageAt(ms, life), ...progressAt(ms, life), ...expected, final: false }
}

function stageAt(ms: number, { stages }: Life): Pick<Moment, 'stage'> {
  const stage = stages.findLast(({ fromMs }) => fromMs <= ms)?.stage
  return stage ? { stage } : {}
}

function progressAt(ms: number, { scenario, steps }: Life): Pick<Moment, 'progress'> {
  return scenario.reportsProgress
    ? { progress: steps.filter((step) => step <= ms).length / PROGRESS_STEPS }
    : {}
}

function ended({ scenario, outcome }: Life): Moment {
  const complete = outcome === 'completed' && scenario.reportsProgress
  return { status: outcome, outcome, ...(complete && { progress: 1 }), final: outcome !== 'needs_input' }
}
