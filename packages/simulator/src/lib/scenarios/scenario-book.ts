import { ScenarioError } from './scenario.ts'
import { layOver, resolveJobScenario, type JobScenario } from './job-scenario.ts'
import { NAMED_SCENARIOS } from './named.ts'
import { scenarioFromText } from './scenario-text.ts'

/** Which scenario a new job plays. */
export interface ScenarioBook {
  /** What jobs play that ask for nothing else. */
  readonly base: JobScenario
  /** Names that can be asked for. */
  readonly names: readonly string[]
  /** From now on, new jobs play this. */
  setBase(scenario: JobScenario | string): void
  /**
   * The scenario that a request asks for, laid over the base: a name, the short form, a name and parts of the short form
   * (`fails-late; duration=20s`), or JSON. Nothing asked for is the base itself.
   * @throws ScenarioError
   */
  read(text: string | null | undefined): JobScenario
}

// Jobs that say nothing take a moment: a client that asks after 1 s and after 2 s more sees two times pending, as one does that
// asks every second; and one that gives up after five tries does not have to.
const BASE: JobScenario = { durationMs: 2000 }

/** @param own scenarios by name, beside and before those that exist. */
export function createScenarioBook(
  base: JobScenario | string = {},
  own: Readonly<Record<string, JobScenario | string>> = {},
): ScenarioBook {
  let current = settle(base)
  return {
    get base() {
      return current
    },
    names: [...new Set([...Object.keys(own), ...Object.keys(NAMED_SCENARIOS)])],
    setBase: (scenario) => void (current = settle(scenario)),
    read: (text) => (text ? checked(layOver(current, scenarioFromText(text, byName))) : current),
  }

  function settle(scenario: JobScenario | string): JobScenario {
    const over = typeof scenario === 'string' ? scenarioFromText(scenario, byName) : scenario
    return checked(layOver(BASE, over))
  }

  function byName(name: string): JobScenario | undefined {
    if (!Object.hasOwn(own, name))
      return Object.hasOwn(NAMED_SCENARIOS, name) ? NAMED_SCENARIOS[name]?.scenario : undefined
    const found = own[name]
    return typeof found === 'string' ? scenarioFromText(found, builtIn) : found
  }
}

/** Own names may stand for those that exist, but not for each other: no name stands for itself. */
function builtIn(name: string): JobScenario | undefined {
  return Object.hasOwn(NAMED_SCENARIOS, name) ? NAMED_SCENARIOS[name]?.scenario : undefined
}

function checked(scenario: JobScenario): JobScenario {
  if (typeof scenario !== 'object') throw new ScenarioError([{ pointer: '', detail: 'must be an object' }])
  resolveJobScenario(scenario)
  return scenario
}
