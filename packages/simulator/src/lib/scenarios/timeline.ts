import { STAGES, type Stage } from 'video-translation-client'
import { drawDurationMs } from './law.ts'
import { createRandom } from '../random.ts'
import { resolveScenario, type ScenarioOutcome, type ResolvedScenario, type Scenario } from './scenario.ts'

/** The whole course of one simulated translation, known from its creation. */
export interface Timeline {
  /** The status at its end. */
  readonly outcome: ScenarioOutcome
  /** Start of the work, in milliseconds after creation. */
  readonly startMs: number
  /** End, or need of input, in milliseconds after creation. Nothing changes later. */
  readonly endMs: number
  /**
   * End if it completed, in milliseconds after creation. It is later than `endMs` if it fails
   * early.
   */
  readonly plannedEndMs: number
  /** Start of each stage that is reached. */
  readonly stages: readonly { stage: Stage; fromMs: number }[]
  /** The visible state, that many milliseconds after creation. */
  at(elapsedMs: number): Moment
  /** The next instant at which {@link Timeline.at} returns another status, stage or progress. */
  nextChangeMs(elapsedMs: number): number | undefined
}

/** The visible state of a simulated translation at one instant. */
export interface Moment {
  status: 'pending' | 'running' | ScenarioOutcome
  /** Present while running. */
  stage?: Stage
  /** 0 to 1 in steps of 0.05; it never falls. Absent if the scenario reports none. */
  progress?: number
  /** True remaining seconds while pending or running. Absent if the scenario reports none. */
  expectedSeconds?: number
  /** Present after the end. */
  outcome?: ScenarioOutcome
  /** Whether the status is final. `needs_input` ends the timeline, but is not final. */
  final: boolean
}

/** Progress rises in steps, like a vendor's, so that a follower can sleep until the next one. */
const PROGRESS_STEPS = 20

/**
 * Draws the timeline of a scenario. The same scenario, seed and keys always give the same timeline.
 * @param keys what identifies the timeline, e.g. the translation's id and the language
 * @throws ScenarioError for an invalid scenario
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

/** Facts of a timeline that are drawn once. */
interface Life extends Pick<Timeline, 'outcome' | 'startMs' | 'endMs' | 'plannedEndMs' | 'stages'> {
  scenario: ResolvedScenario
  /** Instants of the steps of progress. */
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
  // Whole milliseconds make coinciding instants equal. Separate streams let a new law keep the same
  // failures.
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
