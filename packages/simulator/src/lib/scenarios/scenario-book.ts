import { ScenarioError } from './scenario.ts'
import { layOver, resolveJobScenario, type JobScenario } from './job-scenario.ts'
import { NAMED_SCENARIOS } from './named.ts'
import { scenarioFromText } from './scenario-text.ts'

/** Chooses the scenario of each new job. */
export interface ScenarioBook {
  /** Scenario of jobs whose request names none. */
  readonly base: JobScenario
  /** Names that a request can use. */
  readonly names: readonly string[]
  /** Replaces the base for jobs created from now on. */
  setBase(scenario: JobScenario | string): void
  /**
   * Reads the scenario that a request names, and combines it with the base. The text is a name, the
   * short form, both (`fails-late; duration=20s`) or JSON; without text the result is the base.
   * @throws ScenarioError
   */
  read(text: string | null | undefined): JobScenario
}

// Two seconds show a client `pending` a few times, and still end before a client gives up after
// five tries.
const BASE: JobScenario = { durationMs: 2000 }

/** @param own your scenarios by name; they win over built-in ones */
export function createScenarioBook(
  base: JobScenario | string = {},
  own: Readonly<Record<string, JobScenario | string>> = {},
): ScenarioBook {
  const settle = (scenario: JobScenario | string): JobScenario => {
    const over = typeof scenario === 'string' ? scenarioFromText(scenario, byName) : scenario
    return checked(layOver(BASE, over))
  }

  const byName = (name: string): JobScenario | undefined => {
    if (!Object.hasOwn(own, name))
      return Object.hasOwn(NAMED_SCENARIOS, name) ? NAMED_SCENARIOS[name]?.scenario : undefined
    const found = own[name]
    return typeof found === 'string' ? scenarioFromText(found, builtIn) : found
  }

  let current = settle(base)
  return {
    get base() {
      return current
    },
    names: [...new Set([...Object.keys(own), ...Object.keys(NAMED_SCENARIOS)])],
    setBase: (scenario) => void (current = settle(scenario)),
    read: (text) => (text ? checked(layOver(current, scenarioFromText(text, byName))) : current),
  }
}

/** The text of an own scenario may use built-in names only, so that no name refers to itself. */
function builtIn(name: string): JobScenario | undefined {
  return Object.hasOwn(NAMED_SCENARIOS, name) ? NAMED_SCENARIOS[name]?.scenario : undefined
}

function checked(scenario: JobScenario): JobScenario {
  if (typeof scenario !== 'object') throw new ScenarioError([{ pointer: '', detail: 'must be an object' }])
  resolveJobScenario(scenario)
  return scenario
}
