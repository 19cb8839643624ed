import type { Engine } from '../../src/lib/engines/engine.ts'
import { createHostedEngines } from '../../src/lib/engines/hosted/vendors.ts'

/** The engine of a vendor at another address, with a client that polls without long pauses. */
export function hostedEngine(
  name: 'elevenlabs-projects' | 'heygen',
  url: string,
  fetch: typeof globalThis.fetch,
): Engine {
  const env = { ELEVENLABS_API_KEY: 'key', ELEVENLABS_URL: url, HEYGEN_API_KEY: 'key', HEYGEN_URL: url }
  const waiting = { schedule: 'fixed', minDelayMs: 10 } as const
  const engines = createHostedEngines(env, { fetch, waiting, retry: { limit: 1, minDelayMs: 1 } })
  return engines.find((engine) => engine.name === name) as Engine
}
