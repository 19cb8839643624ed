import { spawn } from 'node:child_process'
import { readdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { ensureInstalled, POSTGRES, type SystemNeed } from '../../../../../scripts/apt.ts'
import { fakeTimeLibrary } from './clock.ts'

const CONTROLLER = '/sys/fs/cgroup/blkio'
const GROUP = 'video-translation-soak-'

const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child=SIGKILL', '--mount-proc']

/** The first process of a namespace must reap those whose parents are gone. */
const REAPER = ['bash', '-c', '"$@"; exit $?', 'bash']

const NEEDS: SystemNeed[] = [
  POSTGRES,
  { what: 'nftables', packages: ['nftables'], isInstalled: () => existsSync('/usr/sbin/nft') },
  { what: 'ip', packages: ['iproute2'], isInstalled: () => existsSync('/usr/sbin/ip') },
  { what: 'libfaketime', packages: ['libfaketime'], isInstalled: () => fakeTimeLibrary() !== undefined },
]

/** A script in network, mount and process namespaces of its own. */
export interface Sandbox {
  /** A name that nothing else on this machine has. */
  group: string
  /** Sends it a line. */
  send(line: string): void
  /** Resolves with the lines that it printed, when all of its processes are gone. */
  ended: Promise<string[]>
}

/**
 * Runs a script whose processes, mounts and networks all end with it, even after SIGKILL: they
 * belong to its namespaces, and it ends when this process is gone.
 * @throws Error that says what is missing
 */
export async function startSandbox<Order extends { folder: string }>(
  script: string,
  order: Order,
): Promise<Sandbox> {
  refuseElsewhere()
  ensureInstalled(NEEDS)
  await removeGroups()
  const group = `${GROUP}${process.pid}-`
  const command = [process.execPath, script, JSON.stringify({ ...order, group })]
  const child = spawn('unshare', [...NAMESPACES, ...REAPER, ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: order.folder },
  })
  const lines: string[] = []
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  const ended = once(child, 'close').then(async ([code]) => {
    await removeGroups()
    if (code !== 0) throw new Error(`The run ended with ${code} and no result.`)
    return lines
  })
  return { group, send: (line) => void child.stdin.write(`${line}\n`), ended }
}

function refuseElsewhere(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('This run makes networks, mounts disks and sets clocks: it needs Linux and root.')
  if (!existsSync(CONTROLLER))
    throw new Error(`This run slows a disk down by ${CONTROLLER}: it needs version 1 of that control group.`)
}

/** Only control groups outlive their namespaces. Those of a run that was killed are empty too. */
async function removeGroups(): Promise<void> {
  for (const name of await readdir(CONTROLLER))
    if (name.startsWith(GROUP)) await rmdir(join(CONTROLLER, name)).catch(() => undefined)
}
