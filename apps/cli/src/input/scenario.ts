import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { JobScenario } from 'video-translation-simulator'
import { CliError } from '../errors.ts'

/** What `--scenario` says: what jobs play, and scenarios of the person's own by name. */
export interface ScenarioInput {
  scenario?: JobScenario | string
  scenarios?: Record<string, JobScenario | string>
}

/**
 * Reads `--scenario`: a name, text, or a file. A file holds a scenario as JSON, or several by name:
 * `{ "scenario": "mine", "scenarios": { "mine": { ... } } }`.
 */
export async function readScenario(text: string | undefined): Promise<ScenarioInput> {
  if (text === undefined) return {}
  if (!existsSync(text)) return { scenario: text }
  const content = await readJson(text)
  const isBook = typeof content === 'object' && content !== null && 'scenarios' in content
  return isBook ? (content as ScenarioInput) : { scenario: content as JobScenario }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new CliError('badInput', `${file} is no JSON: ${String(error)}`, undefined, error)
  }
}

/** The options for how long jobs take and how many fail, as a scenario. Drawn delays count more than a fixed time. */
export function delays(options: {
  processingTime?: number
  minDelay?: number
  maxDelay?: number
  errorRate?: number
}): JobScenario {
  const { processingTime, minDelay, maxDelay, errorRate } = options
  const isDrawn = minDelay !== undefined || maxDelay !== undefined
  const durationMs = isDrawn ? drawn(minDelay ?? 0, maxDelay ?? minDelay ?? 0) : processingTime
  return { ...(durationMs !== undefined && { durationMs }), ...(errorRate !== undefined && { errorRate }) }
}

function drawn(minMs: number, maxMs: number): JobScenario['durationMs'] {
  if (minMs <= maxMs) return { law: 'uniform', minMs, maxMs }
  throw new CliError('badInput', '--min-delay is more than --max-delay.', 'Give the smaller one first.')
}
