import { ScenarioError } from './scenario.ts'
import { scenarioMembers } from './parse-scenario.ts'
import { layOver, type JobScenario } from './job-scenario.ts'
import { NAMED_SCENARIOS } from './named.ts'

type ByName = (name: string) => JobScenario | undefined

/**
 * Reads a job's scenario for headers and command lines: JSON, or parts between semicolons, of which one may be a name and one
 * the bare duration: `fails-late`, `20s`, `partial; duration=20s`.
 * @throws ScenarioError where it cannot be read; whether it can be played, `resolveJobScenario` says.
 */
export function scenarioFromText(text: string, byName: ByName): JobScenario {
  if (text.trim().startsWith('{')) return scenarioMembers(text)
  const parts = text.split(';').map((part) => part.trim())
  const named = parts.flatMap((part) => byName(part) ?? [])
  const rest = parts.filter((part) => !byName(part))
  for (const part of rest) refuseWord(part)
  return [...named, scenarioMembers(rest.join(';'))].reduce(layOver, {})
}

/** A word alone is a name that does not exist rather than a strange duration. */
function refuseWord(part: string): void {
  if (!/^[a-z][a-z-]*$/i.test(part)) return
  const names = Object.keys(NAMED_SCENARIOS).join(', ')
  throw new ScenarioError([{ pointer: '', detail: `"${part}" is no scenario; there are ${names}` }])
}
