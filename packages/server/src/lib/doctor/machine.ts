import { totalmem } from 'node:os'
import type { Check } from './check.ts'

const MIB = 2 ** 20
/** Memory of the server, one recogniser and one voice together, with a margin. */
const NEEDED_MIB = 1500

const MIN_NODE = [22, 12] as const

export function checkNode(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const ok = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])
  return {
    name: 'Node.js',
    ok,
    optional: false,
    found: version,
    neededFor: 'everything',
    ...(!ok && { fix: `Install Node.js ${MIN_NODE.join('.')} or newer, e.g. nvm install 24` }),
  }
}

/** Checks the usable memory, which is often less in a container than on the machine. */
export function checkMemory(bytes = process.constrainedMemory() || totalmem()): Check {
  const usable = Math.min(bytes, totalmem())
  const ok = usable >= NEEDED_MIB * MIB
  return {
    name: 'memory',
    ok,
    optional: false,
    found: `${(usable / 2 ** 30).toFixed(1)} GiB`,
    neededFor: `speech models; a translation needs up to ${NEEDED_MIB} MiB`,
    ...(!ok && {
      fix: `Give this machine or container ${NEEDED_MIB} MiB or more, e.g. docker run --memory 2g`,
    }),
  }
}
