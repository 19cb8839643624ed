import { shell } from './shell.ts'
import type { Place } from './plan.ts'

/** Machines with addresses of their own, on one bridge, with no way out. */
export interface Network {
  addressOf(place: Place): string
  /** The command that runs another one on a machine. */
  on(place: Place): string[]
  /** Drops packets from one address to another. */
  drop(from: string, to: string): Promise<void>
  heal(): Promise<void>
  /** Moves an address that machines share to one of them. */
  moveAddress(address: string, to: string): Promise<void>
}

const BRIDGE = 'soak'
const SUBNET = '10.77.0'
/** The machine of the clients is the bridge itself. */
const CLIENT = `${SUBNET}.1`
/** The filters see what passes between machines, and what the clients send and get. */
const HOOKS = ['forward', 'input', 'output']

/** Lays the network out. Call it in a network namespace and a mount namespace of one's own. */
export async function layNetwork(places: Place[]): Promise<Network> {
  await shell('mkdir', '-p', '/run/netns')
  await shell('mount', '-t', 'tmpfs', 'tmpfs', '/run/netns')
  await shell('ip', 'link', 'set', 'lo', 'up')
  await shell('ip', 'link', 'add', BRIDGE, 'type', 'bridge')
  await shell('ip', 'addr', 'add', `${CLIENT}/24`, 'dev', BRIDGE)
  await shell('ip', 'link', 'set', BRIDGE, 'up')
  const addresses = new Map<Place, string>([['client', CLIENT]])
  for (const [at, place] of places.entries()) {
    addresses.set(place, `${SUBNET}.${at + 10}`)
    await addMachine(place, `${SUBNET}.${at + 10}`, `vt${at}`)
  }
  await makeFilters()
  return {
    addressOf: (place) => addresses.get(place) ?? CLIENT,
    on: (place) => ['ip', 'netns', 'exec', place],
    drop: async (from, to) => {
      await shell('nft', 'add', 'element', 'bridge', BRIDGE, 'dropped', `{ ${from} . ${to} }`)
    },
    heal: async () => {
      await shell('nft', 'flush', 'set', 'bridge', BRIDGE, 'dropped')
    },
    async moveAddress(address, to) {
      for (const place of places)
        await shell('ip', '-n', place, 'addr', 'del', `${address}/24`, 'dev', 'eth0').catch(() => undefined)
      const owner = places.find((place) => addresses.get(place) === to)
      await shell('ip', '-n', owner ?? '', 'addr', 'add', `${address}/24`, 'dev', 'eth0')
      // A machine that remembers the old place would send to it for half a minute.
      for (const place of places) await shell('ip', '-n', place, 'neigh', 'flush', 'all')
      await shell('ip', 'neigh', 'flush', 'all')
    },
  }
}

async function addMachine(name: string, address: string, cable: string): Promise<void> {
  await shell('ip', 'netns', 'add', name)
  await shell('ip', 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
  await shell('ip', 'link', 'set', cable, 'master', BRIDGE, 'up')
  await shell('ip', '-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0')
  await shell('ip', '-n', name, 'link', 'set', 'eth0', 'up')
  await shell('ip', '-n', name, 'link', 'set', 'lo', 'up')
}

async function makeFilters(): Promise<void> {
  const nft = (...args: string[]) => shell('nft', 'add', ...args)
  await nft('table', 'bridge', BRIDGE)
  await nft('set', 'bridge', BRIDGE, 'dropped', '{ type ipv4_addr . ipv4_addr; }')
  for (const hook of HOOKS) {
    await nft('chain', 'bridge', BRIDGE, hook, `{ type filter hook ${hook} priority 0; }`)
    await nft('rule', 'bridge', BRIDGE, hook, 'ip saddr . ip daddr @dropped drop')
  }
}
