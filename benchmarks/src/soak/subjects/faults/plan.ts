/** A process that can be killed. `session` is one process of the primary database. */
export type Victim = NodeName | 'primary' | 'standby' | 'session' | StoragePart
export type NodeName = `api-${number}` | `worker-${number}`
export const STORAGE_PARTS = ['proxy', 'object', 'container', 'account', 'memcached'] as const
export type StoragePart = (typeof STORAGE_PARTS)[number]

/** A machine with an address of its own. */
export type Place = NodeName | 'client' | 'primary' | 'standby' | 'storage'

/** Something that is wrong for a while. */
export type Fault =
  /** Packets from `one` to `other` are dropped, and those back too unless it is `oneWay`. */
  | { kind: 'part'; one: Place; other: Place; oneWay: boolean }
  /** A machine is cut off from all others. */
  | { kind: 'isolate'; who: Place }
  /** A process stops, keeps its connections, and goes on. */
  | { kind: 'pause'; who: Victim }
  | { kind: 'slow-disk'; whose: 'primary' | 'standby' }
  | { kind: 'full-disk'; whose: NodeName | 'primary' | 'standby' }
  /** A machine starts again with a clock that is wrong by so many hours, and keeps it. */
  | { kind: 'clock'; who: NodeName; hours: number }
  /**
   * The primary dies, the standby takes its place, and a new standby begins, with a clock that is
   * wrong by so many hours. It is the clock of all once that one is promoted.
   */
  | { kind: 'promote'; hours: number }
  | { kind: 'nothing' }

/** A fault that lasts for a while, and processes that are killed meanwhile. */
export interface Round {
  fault: Fault
  lastsMs: number
  kills: Victim[]
}

export interface PlanOptions {
  seed: number
  rounds: number
  apis: number
  workers: number
}

/** A lease is 2 seconds, so some faults are shorter and some longer. */
const LASTS_MS = { least: 500, spread: 4_500 }
const KILLS = { least: 8, spread: 8 }
/** Kills of each kind among a hundred. The others hit parts of the storage. */
const SHARES = { worker: 34, api: 24, primary: 12, session: 14, standby: 6 }

/** The same options give the same plan. Each kind of fault comes before any comes again. */
export function planFaults(options: PlanOptions): Round[] {
  const random = createRandom(options.seed)
  const nodes = nodeNames(options)
  let deck: Fault[] = []
  return Array.from({ length: options.rounds }, () => {
    if (deck.length === 0) deck = shuffle(allFaults(nodes, random), random)
    return {
      fault: deck.pop() ?? { kind: 'nothing' },
      lastsMs: Math.round(LASTS_MS.least + random() * LASTS_MS.spread),
      kills: Array.from({ length: KILLS.least + Math.floor(random() * (KILLS.spread + 1)) }, () =>
        pickVictim(nodes, random),
      ),
    }
  })
}

export function nodeNames({ apis, workers }: Pick<PlanOptions, 'apis' | 'workers'>): NodeName[] {
  return [
    ...Array.from({ length: apis }, (_, at): NodeName => `api-${at}`),
    ...Array.from({ length: workers }, (_, at): NodeName => `worker-${at}`),
  ]
}

/** One line for people, and for a look at what a seed does. */
export function describeRound({ fault, lastsMs, kills }: Round): string {
  const { kind, ...rest } = fault
  const details = Object.values(rest).map(String)
  return `${[kind, ...details].join(' ')} for ${lastsMs} ms; kill ${kills.join(', ')}`
}

function allFaults(nodes: NodeName[], random: () => number): Fault[] {
  const places: Place[] = ['client', 'primary', 'standby', 'storage', ...nodes]
  const pairs = places.flatMap((one, at) => places.slice(at + 1).map((other) => [one, other] as const))
  const anyNode = () => pick(nodes, random)
  return [
    ...pairs.map(([one, other]): Fault => {
      const [from, to] = random() < 0.5 ? [one, other] : [other, one]
      return { kind: 'part', one: from, other: to, oneWay: random() < 0.4 }
    }),
    ...places.filter((place) => place !== 'client').map((who): Fault => ({ kind: 'isolate', who })),
    ...[...nodes, 'primary', 'standby', 'proxy'].map((who): Fault => ({ kind: 'pause', who: who as Victim })),
    ...(['primary', 'primary', 'standby'] as const).map((whose): Fault => ({ kind: 'slow-disk', whose })),
    ...(['primary', 'standby'] as const).map((whose): Fault => ({ kind: 'full-disk', whose })),
    ...Array.from({ length: 4 }, (): Fault => ({ kind: 'full-disk', whose: anyNode() })),
    ...[-1, 1, 0, -1, 1, 0].map((hours): Fault => ({ kind: 'clock', who: anyNode(), hours })),
    ...[-1, 1, -1, 1].map((hours): Fault => ({ kind: 'promote', hours })),
  ]
}

function pickVictim(nodes: NodeName[], random: () => number): Victim {
  let at = random() * 100
  for (const [what, share] of Object.entries(SHARES)) {
    at -= share
    if (at > 0) continue
    const ofKind = nodes.filter((node) => node.startsWith(what))
    return ofKind.length > 0 ? pick(ofKind, random) : (what as Victim)
  }
  return pick(STORAGE_PARTS, random)
}

function pick<T>(all: readonly T[], random: () => number): T {
  return all[Math.floor(random() * all.length)] as T
}

function shuffle<T>(all: T[], random: () => number): T[] {
  return all
    .map((each) => ({ each, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ each }) => each)
}

/** Mulberry32, a generator of one 32-bit number: the same seed gives the same sequence. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
