import { STAGES, type Stage } from 'video-translation-client'
import type { Law } from './law.ts'
import { parseLaw, type Report, type ScenarioProblem } from './parse-law.ts'
import { readBoolean, readDelay, readFraction } from './readers.ts'

/** Course of a simulated translation, as plain JSON. Every member has a default. */
export interface Scenario {
  /**
   * Time from start to end: milliseconds, a {@link Law}, or text such as `2s` or
   * `lognormal:600s,0.5` (see `parseLaw`). Default: 3 seconds.
   */
  durationMs?: number | string | Law
  /** Time as `pending` before the start, in milliseconds or as text. Default: 0. */
  startDelayMs?: number | string
  /** Status at the end. Default: `completed`, unless `errorRate` draws an error. */
  outcome?: ScenarioOutcome
  /** Probability of an `error`, 0 to 1, in a scenario without `outcome`. Default: 0. */
  errorRate?: number
  /**
   * Fraction of the duration, 0 to 1, after which an `error` or `needs_input` happens. Default: 1.
   */
  failAt?: number
  /** Whether progress is reported. Default: true. */
  reportsProgress?: boolean
  /** Whether the remaining time is reported. Default: true. */
  reportsExpected?: boolean
  /**
   * Relative length of each stage; 0 or a missing stage leaves it out. Default: all five, mostly
   * synthesis.
   */
  stages?: Partial<Record<Stage, number>>
}

/** Status at the end of a simulated translation. */
export type ScenarioOutcome = 'completed' | 'error' | 'needs_input'

/** A valid scenario with all defaults filled in. */
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

/** A scenario is invalid. `problems` lists everything that is wrong. */
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

/** Names of the members of a scenario. */
export const SCENARIO_MEMBERS = Object.keys(READERS) as (keyof Scenario)[]

/**
 * Checks a scenario of unknown origin, and fills in the defaults.
 * @throws ScenarioError with everything that is wrong
 */
export function resolveScenario(scenario: unknown): ResolvedScenario {
  const problems: ScenarioProblem[] = []
  const resolved = readScenario(scenario, '', (pointer, detail) => problems.push({ pointer, detail }))
  if (problems.length > 0 || !resolved) throw new ScenarioError(problems)
  return resolved
}

/** Lists everything that is wrong with a scenario. The list of a valid scenario is empty. */
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
    if (!known)
      report(`${pointer}/${name}`, `is unknown; the members of a scenario are ${SCENARIO_MEMBERS.join(', ')}`)
  }
  const read = <Name extends keyof Scenario>(name: Name) =>
    (members[name] === undefined
      ? undefined
      : READERS[name](members[name], `${pointer}/${name}`, report)) as ReturnType<(typeof READERS)[Name]>
  if (members['outcome'] !== undefined && members['errorRate'] !== undefined) {
    report(`${pointer}/errorRate`, 'has no effect beside an outcome; give one of them')
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
    if (!known) report(`${pointer}/${name}`, `is not a stage; the stages are ${STAGES.join(', ')}`)
    const weighs = typeof weight === 'number' && weight >= 0 && weight <= 1e6
    if (!weighs) report(`${pointer}/${name}`, 'must be a number from 0 to 1000000')
  }
  return value
}
