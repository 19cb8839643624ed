import { resolveScenario, ScenarioError, type Scenario } from './scenario.ts'

/** Short names for command lines, beside the full ones. */
const SHORT_NAMES: Record<string, string> = {
  duration: 'durationMs',
  startDelay: 'startDelayMs',
  urlLife: 'urlLifeMs',
}

/**
 * Reads a scenario for command lines and environment variables: JSON, or parts between semicolons, of which one may be
 * the bare duration: `lognormal:600s,0.5;startDelay=2s;errorRate=0.1`, `10s;outcome=error;failAt=0.5`.
 * @throws ScenarioError naming everything that is wrong with it.
 */
export function parseScenario(text: string): Scenario {
  const scenario = scenarioMembers(text)
  resolveScenario(scenario)
  return scenario
}

/** The members that a text names, whether or not they can be played. */
export function scenarioMembers(text: string): Scenario {
  return text.trim().startsWith('{') ? fromJson(text) : fromParts(text)
}

function fromJson(text: string): Scenario {
  try {
    return JSON.parse(text) as Scenario
  } catch (error) {
    throw new ScenarioError([{ pointer: '', detail: `is no JSON: ${String(error)}` }])
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

/** Numbers and truth values as such; the rest is text, e.g. a duration. */
function toValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
