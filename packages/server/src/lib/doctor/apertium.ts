import { execa } from 'execa'
import { parseModes } from '../engines/pipeline/translators/apertium-modes.ts'
import type { Check } from './check.ts'
import { installCommand } from './install-command.ts'

/** What the demo and most users want. */
const USUAL = { from: 'en', to: 'es', packages: ['apertium', 'apertium-eng-spa'] }

/** The offline translator, with the pairs it has. It may be missing where a chat endpoint translates. */
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
  const ok = modes.some(({ from, to }) => from === USUAL.from && to === USUAL.to)
  const pairs = modes.map(({ from, to }) => `${from}-${to}`).join(' ')
  return {
    name: 'Apertium',
    ok,
    optional,
    found: listing.failed ? 'not found' : pairs || 'installed, without any language pair',
    neededFor: 'translating offline (draft quality), e.g. English to Spanish',
    ...(!ok && { fix: installCommand(USUAL.packages) }),
  }
}
