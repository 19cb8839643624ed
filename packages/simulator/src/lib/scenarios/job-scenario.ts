import type { Fault } from '../faults/fault.ts'
import { FAULT_KINDS, isFault, isSpan } from '../faults/read-fault.ts'
import type { Report, ScenarioProblem } from './parse-law.ts'
import { readDelay, readFraction, type Reader } from './readers.ts'
import { checkScenario, SCENARIO_MEMBERS, ScenarioError, type Scenario } from './scenario.ts'

/** What a job of a simulated server is to do: its timeline, and how the server behaves around it. Plain JSON. */
export interface JobScenario extends Scenario, Partial<Behaviour> {}

/** How a simulated server behaves around a job. In a {@link JobScenario} every part is optional. */
export interface Behaviour {
  /** Stands still for ever once it has come so far: the fraction of the duration, 0 to 1. Default: it never does. */
  stuckAt: number | undefined
  /** How many targets fail, counted from the last (one is always spared), or which: `es,fr`. Default: 0. */
  failTargets: number | string
  /** A word that no client knows, told in place of the status while the job runs. Default: none. */
  unknownStatus: string | undefined
  /** Share of the status requests that are refused with 503, 0 to 1. Default: 0. */
  flakiness: number
  /** Status requests about the job in a minute; more are refused with 429 and `Retry-After`. Default: any number. */
  requestsPerMinute: number
  /** How many times the completed job is told before its files have URLs. Default: 0. */
  urlAfterLooks: number
  /** How long the URLs of its files work. Default: as the vendor says. */
  urlLifeMs: number | string | undefined
  /** How many times each webhook is delivered: 0 for a lost one, 2 for a duplicate. Default: 1. */
  webhookCopies: number
  /** What goes wrong with the answers to status requests about it. Default: nothing. */
  faults: readonly JobFault[]
}

/** Which status requests about a job a fault meets: the `from`th and the `times - 1` after it. */
export interface JobFault {
  /** Counted from 1. Default: 1. */
  from?: number
  /** Default: for ever. */
  times?: number
  fault: Fault
}

const DEFAULTS: Behaviour = {
  stuckAt: undefined,
  failTargets: 0,
  unknownStatus: undefined,
  flakiness: 0,
  requestsPerMinute: Infinity,
  urlAfterLooks: 0,
  urlLifeMs: undefined,
  webhookCopies: 1,
  faults: [],
}

const READERS = {
  stuckAt: readFraction,
  failTargets: readTargets,
  unknownStatus: readWord,
  flakiness: readFraction,
  requestsPerMinute: readCount,
  urlAfterLooks: readCount,
  urlLifeMs: readDelay,
  webhookCopies: readCount,
  faults: readFaults,
} satisfies Record<keyof Behaviour, Reader<unknown>>

/** Names of everything that the scenario of a job may say. */
export const JOB_SCENARIO_MEMBERS: readonly (keyof JobScenario)[] = [
  ...SCENARIO_MEMBERS,
  ...(Object.keys(READERS) as (keyof Behaviour)[]),
]

/**
 * Parts a job's scenario into its timeline and the behaviour around it, with every part of the latter settled.
 * @throws ScenarioError naming everything that is wrong with it.
 */
export function resolveJobScenario(scenario: JobScenario): { timeline: Scenario; behaviour: Behaviour } {
  const problems: ScenarioProblem[] = []
  const report: Report = (pointer, detail) => problems.push({ pointer, detail })
  const { timeline, told } = part(scenario, report)
  problems.push(...checkScenario(timeline))
  const read = Object.entries(told).map(([name, value]) => [
    name,
    READERS[name as keyof Behaviour](value, `/${name}`, report),
  ])
  if (problems.length > 0) throw new ScenarioError(problems)
  return { timeline, behaviour: { ...DEFAULTS, ...(Object.fromEntries(read) as Partial<Behaviour>) } }
}

/** Lays one scenario over another; an outcome and an error rate replace each other. */
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

function part(scenario: unknown, report: Report): { timeline: Scenario; told: Record<string, unknown> } {
  if (typeof scenario !== 'object' || scenario === null || Array.isArray(scenario)) {
    report('', `must be an object with ${JOB_SCENARIO_MEMBERS.join(', ')}`)
    return { timeline: {}, told: {} }
  }
  const members = Object.entries(scenario).filter(([, value]) => value !== undefined)
  const belongs = (name: string) => Object.hasOwn(READERS, name)
  for (const [name] of members) {
    const known = belongs(name) || SCENARIO_MEMBERS.some((member) => member === name)
    if (!known) report(`/${name}`, `is not known; a scenario has ${JOB_SCENARIO_MEMBERS.join(', ')}`)
  }
  return {
    timeline: Object.fromEntries(
      members.filter(([name]) => SCENARIO_MEMBERS.some((member) => member === name)),
    ),
    told: Object.fromEntries(members.filter(([name]) => belongs(name))),
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
