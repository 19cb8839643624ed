import type { History } from '../history/history.ts'
import type { Connection } from '../connection.ts'
import type { Model } from './model.ts'
import { type Delay, progressive, type ScheduleState } from './options/schedules.ts'
import type { TrackedTranslation } from './state/tracked-translation.ts'

/** Why a poll is planned by `progressive`. It is planned anew when the model is there. */
export const UNFORESEEN = 'expected is not loaded'
// The latest jobs that ended before the model was there, to be learned then.
const KEPT = 200

/**
 * The `expected` schedule of one client. Its model is loaded when a poll has to be planned: a
 * client that is told of changes needs none.
 */
export class DefaultSchedule {
  readonly #connection: Connection
  readonly #tracked: ReadonlyMap<string, TrackedTranslation>
  readonly #history: History | undefined
  readonly #onLoaded: () => void
  readonly #meanwhile = progressive()
  readonly #unlearned: TrackedTranslation[] = []
  #model: Model | undefined
  #loading: Promise<void> | undefined
  #hasWarned = false

  constructor(
    connection: Connection,
    tracked: ReadonlyMap<string, TrackedTranslation>,
    history: History | undefined,
    onLoaded: () => void,
  ) {
    this.#connection = connection
    this.#tracked = tracked
    this.#history = history
    this.#onLoaded = onLoaded
  }

  schedule = (state: ScheduleState): number | Delay => {
    if (this.#model) return this.#model.schedule(state)
    this.load()
    return { delayMs: this.#meanwhile(state) as number, why: UNFORESEEN }
  }

  /** Begins to load the model, unless it is there. Never fails. */
  load(): void {
    if (this.#loading) return
    this.#loading = import('./model.ts')
      .then(({ createModel }) => createModel(this.#connection, this.#tracked, this.#history))
      .then(
        (model) => this.#loaded(model),
        (error: unknown) => this.#failed(error),
      )
  }

  /** Nobody waits for it any longer: how long it took, or has lasted, is to be learned. */
  learn(tracked: TrackedTranslation): void {
    if (this.#model) return this.#model.learn(tracked)
    this.#unlearned.push(tracked)
    if (this.#unlearned.length > KEPT) this.#unlearned.shift()
  }

  #loaded(model: Model): void {
    this.#model = model
    for (const tracked of this.#unlearned.splice(0)) model.learn(tracked)
    this.#onLoaded()
  }

  /** The page may be offline, or a newer one be in its place: the next plan tries again. */
  #failed(error: unknown): void {
    if (!this.#hasWarned) this.#connection.http.log.warn(UNFORESEEN, { error: String(error) })
    this.#hasWarned = true
    this.#loading = undefined
  }
}
