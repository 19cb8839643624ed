import { totalmem } from 'node:os'
import type { Check } from './check.ts'

const MIB = 2 ** 20
/** What the server, one recogniser and one voice take together, with room to breathe. */
const NEEDED_MIB = 1500

const NODE = [22, 12] as const

export function checkNode(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const ok = major > NODE[0] || (major === NODE[0] && minor >= NODE[1])
  return {
    name: 'Node.js',
    ok,
    optional: false,
    found: version,
    neededFor: 'everything',
    ...(!ok && { fix: `Install Node.js ${NODE.join('.')} or newer, e.g. nvm install 24` }),
  }
}

/** What may be used at all: a container is often given less than the machine has. */
export function checkMemory(bytes = process.constrainedMemory() || totalmem()): Check {
  const usable = Math.min(bytes, totalmem())
  const ok = usable >= NEEDED_MIB * MIB
  return {
    name: 'memory',
    ok,
    optional: false,
    found: `${(usable / 2 ** 30).toFixed(1)} GiB`,
    neededFor: `speech models; a translation takes up to ${NEEDED_MIB} MiB`,
    ...(!ok && {
      fix: `Give this machine or container ${NEEDED_MIB} MiB or more, e.g. docker run --memory 2g`,
    }),
  }
}
