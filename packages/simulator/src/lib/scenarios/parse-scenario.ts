import { resolveScenario, ScenarioError, type Scenario } from './scenario.ts'

/** Short names for command lines. The full names work, too. */
const SHORT_NAMES: Record<string, string> = {
  duration: 'durationMs',
  startDelay: 'startDelayMs',
  urlLife: 'urlLifeMs',
}

/**
 * Reads a scenario from a command line or an environment variable. The text is JSON, or parts
 * between semicolons, where a part without a name is the duration: `10s;outcome=error;failAt=0.5`.
 * @throws ScenarioError with everything that is wrong
 */
export function parseScenario(text: string): Scenario {
  const scenario = scenarioMembers(text)
  resolveScenario(scenario)
  return scenario
}

/** Reads the members that a text names, without a check of their values. */
export function scenarioMembers(text: string): Scenario {
  return text.trim().startsWith('{') ? fromJson(text) : fromParts(text)
}

function fromJson(text: string): Scenario {
  try {
    return JSON.parse(text) as Scenario
  } catch (error) {
    throw new ScenarioError([{ pointer: '', detail: `is not valid JSON: ${String(error)}` }])
  }
}

function fromParts(text: string): Scenario {
  const parts = text.split(';').filter((part) => part.trim() !== '')
  return Object.fromEntries(parts.map(toMember)) as Scenario
}

function toMember(part: string): [string, unknown] {
  const equals = part.indexOf('=')
  if (equals < 0) return ['durationMs', part.trim()]
  const name = part.slice(0, equals).trim()
  return [SHORT_NAMES[name] ?? name, toValue(part.slice(equals + 1).trim())]
}

/** Reads numbers, `true` and `false`. Everything else stays text, such as a duration. */
function toValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
