import type { History } from '../history/history.ts'
import { now } from '../timers.ts'
import type { Followed, Host } from './followed.ts'
import type { Model } from './model.ts'
import { progressive, type Schedule } from './schedules.ts'

/** The `expected` schedule of one client. Its model is loaded when a poll has to be planned: who is told of changes needs none. */
export interface Expect {
  readonly schedule: Schedule
  /** Begins to load the model, if it is not there; never fails. */
  load(): void
  /** Nobody waits for it any longer: how long it took, or has lasted, is to be learned. */
  left(it: Followed): void
}

/** Why a poll is planned by `progressive`; it is planned anew when the model is there. */
export const UNFORESEEN = 'expected is not loaded'
/** Kept to be learned then, the latest. */
const KEPT = 200

export function createExpect(host: Host, history: History | undefined, onLoaded: () => void): Expect {
  const { clock, log } = host.http
  const meanwhile = progressive()
  const unlearned: Parameters<Model['learn']>[] = []
  let model: Model | undefined
  let loading: Promise<void> | undefined
  let hasWarned = false
  return {
    schedule(state) {
      if (model) return model.schedule(state)
      load()
      return { delayMs: meanwhile(state) as number, why: UNFORESEEN }
    },
    load,
    left(it) {
      const heardMs = clock.now() - (now() - it.contactMs)
      if (model) return model.learn(it, heardMs)
      unlearned.push([it, heardMs])
      if (unlearned.length > KEPT) unlearned.shift()
    },
  }

  function load(): void {
    loading ??= import('./model.ts')
      .then(({ createModel }) => createModel(host, history))
      .then(loaded, failed)
  }

  function loaded(its: Model): void {
    model = its
    for (const each of unlearned.splice(0)) its.learn(...each)
    onLoaded()
  }

  /** The page may be offline, or a newer one be in its place: the next plan tries again. */
  function failed(error: unknown): void {
    if (!hasWarned) log.warn(UNFORESEEN, { error: String(error) })
    hasWarned = true
    loading = undefined
  }
}
