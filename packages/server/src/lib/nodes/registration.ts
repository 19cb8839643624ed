import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../engines/engine.ts'
import type { NewNode, NodeStore } from '../store/node-store.ts'

export interface RegistrationOptions {
  nodes: NodeStore
  node: Omit<NewNode, 'description'>
  /** Packs may be installed while it runs, so it describes itself anew now and then. */
  describe(): Promise<unknown>
  log: Log
}

/** Keeps a node known to the others. */
export interface Registration {
  /** Resolves when the node is known, or when the first attempt failed. Never rejects. */
  readonly registered: Promise<void>
  /** Tells the others that the node has stopped. Never rejects. */
  stop(): Promise<void>
}

/** A node that is silent for three beats counts as lost. */
const BEAT_MS = 15_000
/** A description takes some file accesses for each pack. */
const BEATS_PER_DESCRIPTION = 4

export function startRegistration(options: RegistrationOptions): Registration {
  const { nodes, node, describe, log } = options
  const stopping = new AbortController()
  let lastText = ''
  const tell = async (): Promise<void> => {
    const description = await describe()
    const text = JSON.stringify(description)
    if (text === lastText && (await nodes.beat(node.id))) return
    await nodes.register({ ...node, description })
    lastText = text
  }
  const beat = async (): Promise<void> => {
    if (!(await nodes.beat(node.id))) await tell()
  }
  const attempt = (call: () => Promise<void>) =>
    call().catch((err: unknown) =>
      log.warn({ err }, 'This node could not tell the others that it lives; it tries again.'),
    )
  const registered = attempt(tell)
  const run = async (): Promise<void> => {
    await registered
    for (let beats = 1; ; beats++) {
      await delay(BEAT_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
      if (stopping.signal.aborted) return
      await attempt(beats % BEATS_PER_DESCRIPTION === 0 ? tell : beat)
    }
  }
  const running = run()
  return {
    registered,
    async stop() {
      stopping.abort()
      await running
      await nodes.retire(node.id).catch(() => undefined)
    },
  }
}
