import type { EngineInfo, VoiceInfo } from 'video-translation-client'
import { canDo, type Need, parseNeed } from '../engines/abilities.ts'
import type { NodeStore } from '../store/node-store.ts'
import { createCache } from '../cache.ts'
import { type KnownNode, toKnownNode } from './node-description.ts'
import type { EngineOffer } from './offers.ts'

/** What the workers of all nodes can do together. */
export interface Workforce {
  /** The nodes of the last day. */
  nodes(): Promise<KnownNode[]>
  /** What the recent workers offer. Empty: no worker has been seen for a while. */
  offers(): Promise<EngineOffer[]>
  /** What the workers offer that are alive now. */
  offersNow(): Promise<EngineOffer[]>
  /** The same, without those of one node. */
  offersBeside(node: string): Promise<EngineOffer[]>
}

/** Three beats of a node. */
export const LOST_AFTER_MS = 45_000
/** A worker that restarts, or is replaced, must not make requests fail meanwhile. */
export const RECENT_MS = 10 * 60_000
const FRESH = { freshMs: 2_000 }

export function createWorkforce(store: NodeStore): Workforce {
  const nodes = createCache(async () => (await store.list()).flatMap(toKnownNode), FRESH)
  const offersOf = async (isMeant: (node: KnownNode) => boolean) =>
    (await nodes.get()).filter(isMeant).flatMap(({ engines }) => engines)
  return {
    nodes: () => nodes.get(),
    offers: () => offersOf(({ silentMs }) => silentMs < RECENT_MS),
    offersNow: () => offersOf(isAlive),
    offersBeside: (node) => offersOf((each) => each.id !== node && isAlive(each)),
  }
}

function isAlive({ silentMs, hasStopped }: KnownNode): boolean {
  return silentMs < LOST_AFTER_MS && !hasStopped
}

/** Whether one of the offers is enough for a step of an engine. */
export function isOffered(offers: readonly EngineOffer[], engine: string, need: Need): boolean {
  return offers.some(
    ({ info, abilities }) =>
      info.name === engine && (abilities === undefined || canDo(abilities, need)) && hasVoices(info, need),
  )
}

/** An older version does not say, so it may. */
export function hasVoices({ voices }: EngineInfo, { voices: wanted = [] }: Pick<Need, 'voices'>): boolean {
  return voices === undefined || wanted.every((name) => voices.some((one) => one.name === name && one.ready))
}

/** The same for the needs in the row of a task. */
export function isTextOffered(offers: readonly EngineOffer[], engine: string, needs: string): boolean {
  const need = parseNeed(needs)
  if (need !== undefined) return isOffered(offers, engine, need)
  return offers.some(({ info }) => info.name === engine)
}

/** An engine as all workers together offer it. Undefined if none does. */
export function mergeInfos(offers: readonly EngineOffer[], engine: string): EngineInfo | undefined {
  const infos = offers.filter(({ info }) => info.name === engine).map(({ info }) => info)
  const [first] = infos.toSorted((one, other) => Number(other.ready) - Number(one.ready))
  if (first === undefined) return undefined
  const byFrom = Map.groupBy(
    infos.flatMap(({ languages }) => languages),
    ({ from }) => from,
  )
  const languages = [...byFrom].map(([from, pairs]) => ({
    from,
    to: [...new Set(pairs.flatMap(({ to }) => to))],
  }))
  const voices = mergeVoices(infos)
  return { ...first, languages, ...(voices.length > 0 && { voices }), ...mergePreviews(infos) }
}

/** Nobody knows which worker speaks the next line, so all have to do it for nothing. */
function mergePreviews(infos: readonly EngineInfo[]): Pick<EngineInfo, 'previews'> {
  const terms = infos.flatMap(({ previews }) => previews ?? [])
  if (terms.length === 0) return {}
  return { previews: { free: terms.length === infos.length && terms.every(({ free }) => free) } }
}

/** A voice is ready if one worker can speak it. */
function mergeVoices(infos: readonly EngineInfo[]): VoiceInfo[] {
  const byName = Map.groupBy(
    infos.flatMap(({ voices = [] }) => voices),
    ({ name }) => name,
  )
  return [...byName.values()].flatMap((same) => same.find(({ ready }) => ready) ?? same.slice(0, 1))
}
