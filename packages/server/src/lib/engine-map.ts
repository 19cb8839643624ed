import type { Settings } from './config/server-options.ts'
import type { Engine } from './engines/engine.ts'
import { createHostedEngines } from './engines/hosted/vendors.ts'
import { createPipelineEngine } from './engines/pipeline/engine.ts'
import { createSimulatedEngine } from './engines/simulated/engine.ts'

/**
 * The engines by their names.
 * @throws Error without engines, and for a default engine that is not one of them
 */
export function engineMap(engines: Engine[], defaultEngine: string | undefined): Map<string, Engine> {
  const map = new Map(engines.map((engine) => [engine.name, engine]))
  if (map.size === 0) throw new Error('The server has no engines; give it at least one.')
  if (defaultEngine === undefined || map.has(defaultEngine)) return map
  throw new Error(
    `The default engine \`${defaultEngine}\` does not exist. Available: ${[...map.keys()].join(', ')}.`,
  )
}

/** The engines of a server that names none. */
export function defaultEngines({
  limits,
  allowPrivateSources,
  allowOldFfmpeg,
  pipeline,
}: Settings & { allowOldFfmpeg: boolean }): Engine[] {
  const { sourceBytes, sourceSeconds, fetchMs, fetchBytesPerSecond } = limits
  const options = {
    allowPrivateSources,
    allowOldFfmpeg,
    ...pipeline,
    limits: { sourceBytes, sourceSeconds, fetchMs, fetchBytesPerSecond, ...pipeline?.limits },
  }
  const hosted = { limits: { minBytesPerSecond: fetchBytesPerSecond, deadlineMs: fetchMs } }
  return [createPipelineEngine(options), createSimulatedEngine(), ...createHostedEngines(process.env, hosted)]
}
