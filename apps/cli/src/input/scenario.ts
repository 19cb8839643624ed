import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { JobScenario } from 'video-translation-simulator'
import { CliError } from '../errors.ts'

/** The scenario of all jobs, and further scenarios by name. */
export interface ScenarioInput {
  scenario?: JobScenario | string
  scenarios?: Record<string, JobScenario | string>
}

/**
 * Reads `--scenario`: a name, a text or a JSON file. A file holds one scenario, or several by name:
 * `{ "scenario": "mine", "scenarios": { "mine": { ... } } }`.
 */
export async function readScenario(text: string | undefined): Promise<ScenarioInput> {
  if (text === undefined) return {}
  if (!existsSync(text)) return { scenario: text }
  const content = await readJson(text)
  const hasNames = typeof content === 'object' && content !== null && 'scenarios' in content
  return hasNames ? (content as ScenarioInput) : { scenario: content as JobScenario }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new CliError('badInput', `${file} is not valid JSON: ${String(error)}`, undefined, error)
  }
}

/**
 * Turns the options for durations and failures into a scenario. A random duration overrides a
 * fixed one.
 */
export function scenarioOf(options: {
  processingTime?: number
  minDelay?: number
  maxDelay?: number
  errorRate?: number
}): JobScenario {
  const { processingTime, minDelay, maxDelay, errorRate } = options
  const isRandom = minDelay !== undefined || maxDelay !== undefined
  const durationMs = isRandom ? uniformLaw(minDelay ?? 0, maxDelay ?? minDelay ?? 0) : processingTime
  return { ...(durationMs !== undefined && { durationMs }), ...(errorRate !== undefined && { errorRate }) }
}

function uniformLaw(minMs: number, maxMs: number): JobScenario['durationMs'] {
  if (minMs <= maxMs) return { law: 'uniform', minMs, maxMs }
  throw new CliError('badInput', '--min-delay is more than --max-delay.', 'Swap the two values.')
}
