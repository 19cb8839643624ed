import type { History } from '../history/history.ts'
import type { Connection } from '../connection.ts'
import type { ScheduleModel } from './model.ts'
import { type PlannedDelay, progressive, type ScheduleState } from './options/schedules.ts'
import type { TrackedTranslation } from './state/tracked-translation.ts'

/** The reason of a poll that `progressive` planned. */
const MODEL_NOT_LOADED = 'expected is not loaded'
// The limit of ended jobs that are kept until the model has loaded and can learn from them.
const KEPT_LIMIT = 200

/**
 * The `expected` schedule of one client. Its model is loaded when it first plans a poll: a client
 * with a stream needs no model.
 */
export class DefaultSchedule {
  readonly #connection: Connection
  readonly #tracked: ReadonlyMap<string, TrackedTranslation>
  readonly #history: History | undefined
  readonly #onLoaded: () => void
  readonly #meanwhile = progressive()
  readonly #unlearned: TrackedTranslation[] = []
  #model: ScheduleModel | undefined
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
    // The model decides which ended jobs the history keeps.
    if (history) this.load()
  }

  schedule = (state: ScheduleState): number | PlannedDelay => {
    if (this.#model) return this.#model.schedule(state)
    this.load()
    return { delayMs: this.#meanwhile(state) as number, why: MODEL_NOT_LOADED, isProvisional: true }
  }

  /** Begins to load the model, unless it has loaded. Never throws. */
  load(): void {
    if (this.#loading) return
    this.#loading = import('./model.ts')
      .then(({ createModel }) => createModel(this.#connection, this.#tracked, this.#history))
      .then(
        (model) => this.#loaded(model),
        (error: unknown) => this.#failed(error),
      )
  }

  /** Learns the duration of a translation that nothing waits for any longer. */
  learn(tracked: TrackedTranslation): void {
    if (this.#model) return this.#model.learn(tracked)
    this.#unlearned.push(tracked)
    if (this.#unlearned.length > KEPT_LIMIT) this.#unlearned.shift()
    if (this.#history) this.load()
  }

  #loaded(model: ScheduleModel): void {
    this.#model = model
    for (const tracked of this.#unlearned.splice(0)) model.learn(tracked)
    this.#onLoaded()
  }

  /** The page may be offline, or have been replaced on the server. The next plan tries again. */
  #failed(error: unknown): void {
    if (!this.#hasWarned) this.#connection.http.log.warn(MODEL_NOT_LOADED, { error: String(error) })
    this.#hasWarned = true
    this.#loading = undefined
  }
}
