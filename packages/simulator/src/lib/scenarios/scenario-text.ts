import { ScenarioError } from './scenario.ts'
import { scenarioMembers } from './parse-scenario.ts'
import { layOver, type JobScenario } from './job-scenario.ts'
import { NAMED_SCENARIOS } from './named.ts'

type ByName = (name: string) => JobScenario | undefined

/**
 * Reads the scenario of a job from a header or a command line. The text is JSON, or parts between
 * semicolons: `fails-late`, `20s`, `partial; duration=20s`.
 * @throws ScenarioError for unreadable text; `resolveJobScenario` checks the values
 */
export function scenarioFromText(text: string, byName: ByName): JobScenario {
  if (text.trim().startsWith('{')) return scenarioMembers(text)
  const parts = text.split(';').map((part) => part.trim())
  const named = parts.flatMap((part) => byName(part) ?? [])
  const rest = parts.filter((part) => !byName(part))
  for (const part of rest) refuseUnknownName(part)
  return [...named, scenarioMembers(rest.join(';'))].reduce(layOver, {})
}

/** Refuses a single word, which must be a wrong name: it cannot be a duration. */
function refuseUnknownName(part: string): void {
  if (!/^[a-z][a-z-]*$/i.test(part)) return
  const names = Object.keys(NAMED_SCENARIOS).join(', ')
  throw new ScenarioError([
    { pointer: '', detail: `"${part}" is not a scenario; the scenarios are ${names}` },
  ])
}
