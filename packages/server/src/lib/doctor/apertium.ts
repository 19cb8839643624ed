import { execa } from 'execa'
import { parseModes } from '../engines/pipeline/translators/apertium-modes.ts'
import type { Check } from './check.ts'
import { installCommand } from './install-command.ts'

/** The pair of the demo and of most users. */
const DEFAULT_PAIR = { from: 'en', to: 'es', packages: ['apertium', 'apertium-eng-spa'] }

/** Checks Apertium and its language pairs. It is optional if a chat endpoint translates. */
export async function checkApertium(
  env: NodeJS.ProcessEnv,
  { optional }: { optional: boolean },
): Promise<Check> {
  const listing = await execa('apertium', ['-l'], {
    stdin: 'ignore',
    reject: false,
    timeout: 10_000,
    env: { ...env, LC_ALL: 'C.UTF-8' },
    extendEnv: false,
  })
  const modes = listing.failed ? [] : parseModes(listing.stdout)
  const ok = modes.some(({ from, to }) => from === DEFAULT_PAIR.from && to === DEFAULT_PAIR.to)
  const pairs = modes.map(({ from, to }) => `${from}-${to}`).join(' ')
  return {
    name: 'Apertium',
    ok,
    optional,
    found: listing.failed ? 'not found' : pairs || 'installed without any language pair',
    neededFor: 'translating offline (draft quality), e.g. English to Spanish',
    ...(!ok && { fix: installCommand(DEFAULT_PAIR.packages) }),
  }
}
