import type { Fault } from '../faults/fault.ts'
import { FAULT_KINDS, isFault, isSpan } from '../faults/read-fault.ts'
import type { Report, ScenarioProblem } from './parse-law.ts'
import { readDelay, readFraction, type Reader } from './readers.ts'
import { checkScenario, SCENARIO_MEMBERS, ScenarioError, type Scenario } from './scenario.ts'

/** Scenario of a simulated job, as plain JSON: its timeline, and the behaviour of the server. */
export interface JobScenario extends Scenario, Partial<Behaviour> {}

/**
 * Behaviour of a simulated server toward a job. In a {@link JobScenario} every member is optional.
 */
export interface Behaviour {
  /** Fraction of the duration, 0 to 1, at which the job stops forever. Default: never. */
  stuckAt: number | undefined
  /**
   * Number of targets that fail, counted from the last (one is spared), or languages: `es,fr`.
   * Default: 0.
   */
  failTargets: number | string
  /** Number of runs of a target that can fail; later ones, by a retry, complete. Default: all. */
  failRuns: number
  /** Unknown word that is reported in place of the status while the job runs. Default: none. */
  unknownStatus: string | undefined
  /** Share of status requests that are refused with 503, 0 to 1. Default: 0. */
  flakiness: number
  /** Status requests a minute about the job; more get 429 with `Retry-After`. Default: no limit. */
  requestsPerMinute: number
  /**
   * Number of status requests that show the job completed before its files have URLs. Default: 0.
   */
  urlAfterStatusRequests: number
  /** Life of the URLs of its files, in milliseconds or as text. Default: the vendor's. */
  urlLifeMs: number | string | undefined
  /** Number of deliveries of each webhook: 0 loses it, 2 duplicates it. Default: 1. */
  webhookCopies: number
  /** Faults that the answers to its status requests meet. Default: none. */
  faults: readonly JobFault[]
}

/** A fault of the `from`th status request about a job and of the `times - 1` after it. */
export interface JobFault {
  /** First request, counted from 1. Default: 1. */
  from?: number
  /** Number of requests. Default: all from then on. */
  times?: number
  fault: Fault
}

const DEFAULTS: Behaviour = {
  stuckAt: undefined,
  failTargets: 0,
  failRuns: Infinity,
  unknownStatus: undefined,
  flakiness: 0,
  requestsPerMinute: Infinity,
  urlAfterStatusRequests: 0,
  urlLifeMs: undefined,
  webhookCopies: 1,
  faults: [],
}

const READERS = {
  stuckAt: readFraction,
  failTargets: readTargets,
  failRuns: readCount,
  unknownStatus: readWord,
  flakiness: readFraction,
  requestsPerMinute: readCount,
  urlAfterStatusRequests: readCount,
  urlLifeMs: readDelay,
  webhookCopies: readCount,
  faults: readFaults,
} satisfies Record<keyof Behaviour, Reader<unknown>>

/** Names of the members of a job's scenario. */
export const JOB_SCENARIO_MEMBERS: readonly (keyof JobScenario)[] = [
  ...SCENARIO_MEMBERS,
  ...(Object.keys(READERS) as (keyof Behaviour)[]),
]

/**
 * Splits the scenario of a job into its timeline and the behaviour of the server, and fills in the
 * defaults of the behaviour.
 * @throws ScenarioError with everything that is wrong
 */
export function resolveJobScenario(scenario: JobScenario): { timeline: Scenario; behaviour: Behaviour } {
  const problems: ScenarioProblem[] = []
  const report: Report = (pointer, detail) => problems.push({ pointer, detail })
  const { timeline, behaviour } = splitMembers(scenario, report)
  problems.push(...checkScenario(timeline))
  const read = Object.entries(behaviour).map(([name, value]) => [
    name,
    READERS[name as keyof Behaviour](value, `/${name}`, report),
  ])
  if (problems.length > 0) throw new ScenarioError(problems)
  return { timeline, behaviour: { ...DEFAULTS, ...(Object.fromEntries(read) as Partial<Behaviour>) } }
}

/** Combines two scenarios; `over` wins. An outcome and an error rate replace each other. */
export function layOver(base: JobScenario, over: JobScenario): JobScenario {
  const { outcome, errorRate, ...rest } = base
  const decides = over.outcome !== undefined || over.errorRate !== undefined
  return {
    ...rest,
    ...(!decides && outcome !== undefined && { outcome }),
    ...(!decides && errorRate !== undefined && { errorRate }),
    ...over,
  }
}

function splitMembers(
  scenario: unknown,
  report: Report,
): { timeline: Scenario; behaviour: Record<string, unknown> } {
  if (typeof scenario !== 'object' || scenario === null || Array.isArray(scenario)) {
    report('', `must be an object with ${JOB_SCENARIO_MEMBERS.join(', ')}`)
    return { timeline: {}, behaviour: {} }
  }
  const members = Object.entries(scenario).filter(([, value]) => value !== undefined)
  const belongs = (name: string) => Object.hasOwn(READERS, name)
  for (const [name] of members) {
    const known = belongs(name) || SCENARIO_MEMBERS.some((member) => member === name)
    if (!known)
      report(`/${name}`, `is unknown; the members of a scenario are ${JOB_SCENARIO_MEMBERS.join(', ')}`)
  }
  return {
    timeline: Object.fromEntries(
      members.filter(([name]) => SCENARIO_MEMBERS.some((member) => member === name)),
    ),
    behaviour: Object.fromEntries(members.filter(([name]) => belongs(name))),
  }
}

function readCount(value: unknown, pointer: string, report: Report): number | undefined {
  const fits = Number.isSafeInteger(value) && (value as number) >= 0
  return fits ? (value as number) : void report(pointer, 'must be a whole number of at least 0')
}

function readTargets(value: unknown, pointer: string, report: Report): number | string | undefined {
  if (typeof value === 'string' && value !== '') return value
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : void report(pointer, 'must be a number of targets, or languages such as "es,fr"')
}

function readWord(value: unknown, pointer: string, report: Report): string | undefined {
  return typeof value === 'string' && value !== '' ? value : void report(pointer, 'must be a word')
}

function readFaults(value: unknown, pointer: string, report: Report): readonly JobFault[] | undefined {
  const fits = Array.isArray(value) && value.every(isJobFault)
  if (fits) return value as JobFault[]
  return void report(
    pointer,
    `must be a list of {"from","times","fault":{"kind":"${FAULT_KINDS.join('|')}"}}`,
  )
}

function isJobFault(value: unknown): boolean {
  const { fault, ...span } = (value ?? {}) as JobFault
  return isSpan(span) && isFault(fault)
}
