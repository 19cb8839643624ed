import { STAGES, type Stage } from 'video-translation-client'
import type { Law } from './law.ts'
import { parseLaw, type Report, type ScenarioProblem } from './parse-law.ts'
import { readBoolean, readDelay, readFraction } from './readers.ts'

/** What a simulated translation is to do. Plain JSON; every part has a default. */
export interface Scenario {
  /**
   * Time from start to end. A number of milliseconds, a {@link Law}, or text: `2s`, `lognormal:600s,0.5` (see
   * `parseLaw`). Default: 3 seconds.
   */
  durationMs?: number | string | Law
  /** Time spent as `pending` before that, in milliseconds or as text. Default: 0. */
  startDelayMs?: number | string
  /** How it ends. Default: `completed`, unless `errorRate` draws an error. */
  outcome?: ScenarioOutcome
  /** Probability of ending as `error`, 0 to 1; for scenarios without `outcome`. Default: 0. */
  errorRate?: number
  /** How far an `error` or `needs_input` comes before it happens: the fraction of the duration, 0 to 1. Default: 1. */
  failAt?: number
  /** Whether progress is told. Default: true. */
  reportsProgress?: boolean
  /** Whether the remaining time is told. Default: true. */
  reportsExpected?: boolean
  /** Relative length of each stage; a stage of weight 0 or not named is left out. Default: all, synthesis the longest. */
  stages?: Partial<Record<Stage, number>>
}

/** How a simulated translation ends. */
export type ScenarioOutcome = 'completed' | 'error' | 'needs_input'

/** A scenario with every part settled. */
export interface ResolvedScenario {
  durationMs: Law
  startDelayMs: number
  outcome: ScenarioOutcome | undefined
  errorRate: number
  failAt: number
  reportsProgress: boolean
  reportsExpected: boolean
  stages: Partial<Record<Stage, number>>
}

/** A scenario that cannot be played. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'
  readonly problems: readonly ScenarioProblem[]

  constructor(problems: readonly ScenarioProblem[]) {
    super(
      `Invalid scenario: ${problems.map(({ pointer, detail }) => `${pointer || '/'} ${detail}`).join('; ')}`,
    )
    this.problems = problems
  }
}

const OUTCOMES = ['completed', 'error', 'needs_input'] as const
const DEFAULT_DURATION_MS = 3000
const DEFAULT_STAGES = { prepare: 5, transcribe: 15, translate: 10, synthesize: 50, render: 20 }
const READERS = {
  durationMs: parseLaw,
  startDelayMs: readDelay,
  outcome: readOutcome,
  errorRate: readFraction,
  failAt: readFraction,
  reportsProgress: readBoolean,
  reportsExpected: readBoolean,
  stages: readStages,
} satisfies Record<keyof Scenario, (value: unknown, pointer: string, report: Report) => unknown>

/** Names of everything that a scenario may say. */
export const SCENARIO_MEMBERS = Object.keys(READERS) as (keyof Scenario)[]

/**
 * Settles a scenario that may come from anywhere: an object, JSON, or the short form of `parseScenario`.
 * @throws ScenarioError naming everything that is wrong with it.
 */
export function resolveScenario(scenario: unknown): ResolvedScenario {
  const problems: ScenarioProblem[] = []
  const resolved = readScenario(scenario, '', (pointer, detail) => problems.push({ pointer, detail }))
  if (problems.length > 0 || !resolved) throw new ScenarioError(problems)
  return resolved
}

/** Everything that is wrong with a scenario; empty when it can be played. */
export function checkScenario(scenario: unknown): ScenarioProblem[] {
  const problems: ScenarioProblem[] = []
  readScenario(scenario, '', (pointer, detail) => problems.push({ pointer, detail }))
  return problems
}

function readScenario(value: unknown, pointer: string, report: Report): ResolvedScenario | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return void report(pointer, 'must be an object')
  }
  const members = value as Record<string, unknown>
  for (const name of Object.keys(members)) {
    const known = Object.hasOwn(READERS, name)
    if (!known) report(`${pointer}/${name}`, `is not known; a scenario has ${SCENARIO_MEMBERS.join(', ')}`)
  }
  const read = <Name extends keyof Scenario>(name: Name) =>
    (members[name] === undefined
      ? undefined
      : READERS[name](members[name], `${pointer}/${name}`, report)) as ReturnType<(typeof READERS)[Name]>
  if (members['outcome'] !== undefined && members['errorRate'] !== undefined) {
    report(`${pointer}/errorRate`, 'says nothing beside an outcome; give one of them')
  }
  return {
    durationMs: read('durationMs') ?? { law: 'fixed', ms: DEFAULT_DURATION_MS },
    startDelayMs: read('startDelayMs') ?? 0,
    outcome: read('outcome'),
    errorRate: read('errorRate') ?? 0,
    failAt: read('failAt') ?? 1,
    reportsProgress: read('reportsProgress') ?? true,
    reportsExpected: read('reportsExpected') ?? true,
    stages: read('stages') ?? DEFAULT_STAGES,
  }
}

function readOutcome(value: unknown, pointer: string, report: Report): ScenarioOutcome | undefined {
  const outcome = OUTCOMES.find((word) => word === value)
  return outcome ?? void report(pointer, `must be one of ${OUTCOMES.join(', ')}`)
}

function readStages(
  value: unknown,
  pointer: string,
  report: Report,
): Partial<Record<Stage, number>> | undefined {
  if (typeof value !== 'object' || value === null)
    return void report(pointer, 'must be an object of weights by stage')
  for (const [name, weight] of Object.entries(value)) {
    const known = STAGES.some((stage) => stage === name)
    if (!known) report(`${pointer}/${name}`, `is no stage; the stages are ${STAGES.join(', ')}`)
    const weighs = typeof weight === 'number' && weight >= 0 && weight <= 1e6
    if (!weighs) report(`${pointer}/${name}`, 'must be a number from 0 to 1000000')
  }
  return value
}
