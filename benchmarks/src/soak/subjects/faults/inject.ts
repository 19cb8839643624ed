import { setTimeout as delay } from 'node:timers/promises'
import { pidsOfPart } from '../../../../../packages/server/test/s3/support/swift.ts'
import { childrenOf } from './database.ts'
import { signalTo, type Machine } from './machine.ts'
import {
  STORAGE_PARTS,
  type Fault,
  type NodeName,
  type Place,
  type Round,
  type StoragePart,
  type Victim,
} from './plan.ts'
import type { Node, World } from './world.ts'

/** What a round did. Only processes that were up are killed and counted. */
export interface RoundResult {
  killed: Victim[]
  /** Whether the fault could be brought about. */
  happened: boolean
}

/** Undoes a fault. */
type Heal = () => Promise<unknown>

/** Between two kills, so that something goes on that they can interrupt. */
const BETWEEN_KILLS_MS = 400
const SLOW_BYTES_PER_SECOND = 256 * 1024

/** Brings the fault about, kills processes while it lasts, and heals it. */
export async function runRound({ fault, lastsMs, kills }: Round, world: World): Promise<RoundResult> {
  const lasts = delay(lastsMs)
  const heal = await bringAbout(fault, world)
  const killed: Victim[] = fault.kind === 'promote' && heal ? ['primary'] : []
  for (const victim of kills) {
    const hit = await kill(victim, world)
    if (hit !== undefined) killed.push(hit)
    await delay(BETWEEN_KILLS_MS)
  }
  await lasts
  await heal?.()
  return { killed, happened: heal !== undefined }
}

const NOTHING: Heal = async () => undefined

async function bringAbout(fault: Fault, world: World): Promise<Heal | undefined> {
  const { network, database } = world
  switch (fault.kind) {
    case 'part':
      return await part([[fault.one, fault.other]], fault.oneWay, world)
    case 'isolate':
      return await part(
        placesOf(world)
          .filter((place) => place !== fault.who)
          .map((place) => [fault.who, place]),
        false,
        world,
      )
    case 'pause':
      return await pause(await pidsOf(fault.who, world))
    case 'slow-disk':
      await database[fault.whose].disk.slowDown(SLOW_BYTES_PER_SECOND)
      return () => database[fault.whose].disk.speedUp()
    case 'full-disk': {
      const { disk } = machineOf(fault.whose, world)
      await disk.fill()
      return disk.empty
    }
    case 'clock': {
      const node = nodeOf(fault.who, world)
      node.hours = fault.hours
      await node.kill()
      return NOTHING
    }
    case 'promote':
      return (await database.promote(fault.hours)) ? () => network.heal() : undefined
    case 'nothing':
      return NOTHING
  }
}

async function part(pairs: [Place, Place][], oneWay: boolean, world: World): Promise<Heal> {
  const { network } = world
  const ways = pairs.flatMap(([one, other]) =>
    addressesOf(one, world).flatMap((from) => addressesOf(other, world).map((to) => [from, to] as const)),
  )
  for (const [from, to] of ways) {
    await network.drop(from, to)
    if (!oneWay) await network.drop(to, from)
  }
  return network.heal
}

/** The primary also has the address by which the nodes know it. */
function addressesOf(place: Place, { network, database }: World): string[] {
  const own = network.addressOf(place === 'primary' || place === 'standby' ? database[place].place : place)
  return place === 'primary' ? [own, new URL(database.url).hostname] : [own]
}

function placesOf({ nodes }: World): Place[] {
  return ['client', 'primary', 'standby', 'storage', ...nodes.map(({ name }) => name)]
}

async function pause(pids: number[]): Promise<Heal | undefined> {
  const stopped = pids.filter((pid) => signalTo(pid, 'SIGSTOP'))
  if (stopped.length === 0) return undefined
  return async () => stopped.map((pid) => signalTo(pid, 'SIGCONT'))
}

/** Kills a process, or another of its kind while it is not up. Resolves with the one it hit. */
async function kill(victim: Victim, world: World): Promise<Victim | undefined> {
  if (victim === 'session' || isStoragePart(victim)) {
    const [pid] = await pidsOf(victim, world)
    return pid !== undefined && signalTo(pid, 'SIGKILL') ? victim : undefined
  }
  if (isDatabase(victim)) return (await killIfUp(world.database[victim])) ? victim : undefined
  const node = nodeToKill(victim, world)
  return node && (await killIfUp(node)) ? node.name : undefined
}

async function killIfUp(machine: Machine): Promise<boolean> {
  if (machine.pid === undefined) return false
  await machine.kill()
  return true
}

/** With no node of a kind left, nothing would go on that a fault can interrupt. */
function nodeToKill(victim: NodeName, { nodes }: World): Node | undefined {
  const [kind = ''] = victim.split('-')
  const up = nodes.filter((node) => node.name.startsWith(kind) && node.pid !== undefined)
  return up.length > 1 ? (up.find(({ name }) => name === victim) ?? up[0]) : undefined
}

async function pidsOf(victim: Victim, world: World): Promise<number[]> {
  if (isStoragePart(victim)) return await pidsOfPart(world.storage.folder, victim)
  const { pid } = victim === 'session' ? world.database.primary : machineOf(victim, world)
  if (pid === undefined) return []
  if (!isDatabase(victim) && victim !== 'session') return [pid]
  const children = await childrenOf(pid)
  // The newest process is one of a node; the oldest belong to PostgreSQL itself.
  return victim === 'session' ? children.slice(-1) : [pid, ...children]
}

function machineOf(name: Exclude<Victim, StoragePart | 'session'>, world: World) {
  return isDatabase(name) ? world.database[name] : nodeOf(name, world)
}

function isDatabase(name: string): name is 'primary' | 'standby' {
  return name === 'primary' || name === 'standby'
}

function isStoragePart(victim: Victim): victim is StoragePart {
  return (STORAGE_PARTS as readonly string[]).includes(victim)
}

function nodeOf(name: string, { nodes }: World): Node {
  const node = nodes.find((each) => each.name === name)
  if (node === undefined) throw new Error(`There is no node ${name}.`)
  return node
}

/** Heals all that may still be wrong, and resolves when every machine is up. */
export async function healAll({ network, nodes, database }: World): Promise<void> {
  await network.heal()
  const machines: Machine[] = [database.primary, database.standby, ...nodes]
  for (const { disk } of [database.primary, database.standby, ...nodes]) await disk.empty()
  for (const { disk } of [database.primary, database.standby]) await disk.speedUp()
  for (const machine of machines)
    if (!(await machine.untilReady(60_000))) throw new Error(`${machine.name} does not come up again.`)
}
