import {
  ApiError,
  type Cue,
  type CueEdit,
  type CueEditResult,
  type CuePage,
  type ProblemDocument,
} from 'video-translation-client'
import {
  type ChangeField,
  type Changes,
  type CueChange,
  conflictsOf,
  editsOf,
  valueOf,
  valuesOf,
  withChange,
} from './changes.ts'
import { isOvertaken, isRefusal } from './failures.ts'
import { type KeptChanges, toKeep, withoutSent } from './kept-changes.ts'
import { createSteps, type Step } from './steps.ts'

/** The requests of a session. */
export interface CueRequests {
  /** Reads all cues of the newest revision. */
  read(): Promise<CuePage>
  edit(revision: number, edits: readonly CueEdit[]): Promise<CueEditResult>
  /** The cue for which these words were typed is gone. */
  lost(words: string): void
}

/**
 * `saved`: the server has everything. `kept`: it does not answer, and the browser keeps the rest.
 * `asks`: what is left needs a person's choice.
 */
export type SaveState = 'saved' | 'saving' | 'kept' | 'asks'

/** What is true of all cues together. It is the same object until something changes. */
export interface SessionState {
  readonly ids: readonly string[]
  readonly revision: number
  readonly save: SaveState
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** Grows whenever any cue changes. */
  readonly generation: number
}

/** A change is sent once typing rests. */
const REST_MS = 600
const RETRY_MS = 4_000

/** The cues of one target while they are edited: what the server has, and what it is to get. */
export class CueSession {
  readonly language: string
  readonly #requests: CueRequests
  readonly #kept: KeptChanges
  readonly #listeners = new Set<() => void>()
  readonly #steps = createSteps()
  #base = new Map<string, Cue>()
  #changes: Map<string, CueChange>
  /** What the changed fields were before. */
  readonly #from: Map<string, CueChange>
  #views = new Map<string, Cue>()
  #conflicts = new Map<string, Cue>()
  #refusals = new Map<string, string>()
  #state: SessionState = {
    ids: [],
    revision: 0,
    save: 'saved',
    canUndo: false,
    canRedo: false,
    generation: 0,
  }
  #timer: ReturnType<typeof setTimeout> | undefined
  #sending: Promise<void> | undefined
  #isClosed = false

  constructor(language: string, requests: CueRequests, kept: KeptChanges) {
    this.language = language
    this.#requests = requests
    this.#kept = kept
    const unsent = [...kept.read()]
    this.#changes = new Map(unsent.map(([id, { change }]) => [id, change]))
    this.#from = new Map(unsent.map(([id, { from }]) => [id, from]))
  }

  get state(): SessionState {
    return this.#state
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Reads the cues again. What was not saved yet stays laid over them. */
  async load(): Promise<void> {
    await this.#sending
    const { items, revision } = await this.#requests.read()
    await this.#sending
    // An answer that comes late would lay older words over newer ones.
    if (this.#isClosed || revision < this.#state.revision) return
    this.#base = new Map(items.map((cue) => [cue.id, cue]))
    for (const id of this.#changes.keys()) if (!this.#base.has(id)) this.#lose(id)
    this.#conflicts.clear()
    this.#meet(items)
    this.#views.clear()
    this.#set({ ids: items.map(({ id }) => id), revision, save: this.#saveState() })
    if (this.#sendable().size > 0) this.#sendSoon(0)
  }

  /** The cue as this person sees it. */
  get(id: string): Cue | undefined {
    const known = this.#views.get(id)
    if (known) return known
    const base = this.#base.get(id)
    if (!base) return undefined
    const view = withChange(base, this.#changes.get(id), this.language)
    this.#views.set(id, view)
    return view
  }

  cues(): Cue[] {
    return this.#state.ids.flatMap((id) => this.get(id) ?? [])
  }

  /** What somebody else has made of a cue that was changed here, too. */
  conflict(id: string): Cue | undefined {
    return this.#conflicts.get(id)
  }

  /** Why the server refused a change of this cue. */
  refusal(id: string): string | undefined {
    return this.#refusals.get(id)
  }

  change(id: string, change: CueChange): void {
    const cue = this.get(id)
    if (!cue) return
    for (const [field, after] of Object.entries(change) as [ChangeField, never][])
      this.#steps.add({ cue: id, field, before: valueOf(cue, field, this.language), after })
    this.#lay(id, change)
  }

  undo(): boolean {
    return this.#walk(this.#steps.undo(), 'after', 'before')
  }

  redo(): boolean {
    return this.#walk(this.#steps.redo(), 'before', 'after')
  }

  /** Ends a conflict: with this person's wording, or with the other one. */
  settle(id: string, choice: 'mine' | 'theirs'): void {
    this.#conflicts.delete(id)
    if (choice === 'theirs') this.#drop(id)
    else this.#rebase(id)
    this.#changed(id)
    this.#set({ save: this.#saveState() })
    this.#sendSoon(0)
  }

  /** Makes an edit that is more than a change of fields, after everything else was saved. */
  async restructure(edit: CueEdit): Promise<void> {
    await this.flush()
    this.#take(await this.#requests.edit(this.#state.revision, [edit]))
    await this.load()
  }

  /**
   * After a request failed: whether somebody else was faster. If so, their edits are here now, and
   * the request can be made again.
   */
  async catchUp(failure: unknown): Promise<boolean> {
    if (!isOvertaken(failure)) return false
    const { revision } = this.#state
    await this.load().catch(() => {})
    return this.#state.revision !== revision
  }

  /** Saves everything now. @throws when the server does not take it */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#sending
    while (this.#sendable().size > 0 && !this.#isClosed) await this.#send()
  }

  /** Sends what is left, once. What does not arrive stays kept. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#timer)
    void this.#sendLast()
  }

  async #sendLast(): Promise<void> {
    await this.#sending
    if (this.#sendable().size > 0) await this.#send().catch(() => {})
  }

  /**
   * A step is skipped where the value is no longer what it left: somebody else changed it since.
   */
  #walk(step: Step | undefined, from: 'before' | 'after', to: 'before' | 'after'): boolean {
    const cue = step && this.get(step.cue)
    if (!step || !cue || valueOf(cue, step.field, this.language) !== step[from]) {
      this.#set({})
      return false
    }
    this.#lay(step.cue, { [step.field]: step[to] })
    return true
  }

  #lay(id: string, change: CueChange): void {
    this.#refusals.delete(id)
    const base = this.#base.get(id)
    if (base) this.#from.set(id, { ...valuesOf(base, change, this.language), ...this.#from.get(id) })
    this.#changes.set(id, { ...this.#changes.get(id), ...change })
    this.#changed(id)
    this.#sendSoon(REST_MS)
  }

  #changed(id: string): void {
    this.#views.delete(id)
    this.#keep()
    this.#set({})
  }

  #drop(id: string): void {
    this.#changes.delete(id)
    this.#from.delete(id)
    this.#conflicts.delete(id)
    this.#refusals.delete(id)
  }

  /** The cue is gone, so its words can only be told. */
  #lose(id: string): void {
    const { text, sourceText } = this.#changes.get(id) ?? {}
    this.#drop(id)
    this.#keep()
    const words = text ?? sourceText
    if (words) this.#requests.lost(words)
  }

  /** From now on the change is one of the cue as the server has it. */
  #rebase(id: string): void {
    const [base, change] = [this.#base.get(id), this.#changes.get(id)]
    if (base && change) this.#from.set(id, valuesOf(base, change, this.language))
  }

  /** Where somebody else has changed the same, a person chooses. */
  #meet(theirs: readonly Cue[]): void {
    const met = new Set(conflictsOf(this.#changes, this.#from, theirs, this.language))
    for (const cue of theirs) if (met.has(cue.id)) this.#conflicts.set(cue.id, cue)
  }

  #keep(): void {
    if (!this.#isClosed) this.#kept.write(toKeep(this.#changes, this.#from))
  }

  #sendSoon(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.flush().catch(() => {}), ms)
  }

  #saveState(): SaveState {
    if (this.#changes.size === 0) return 'saved'
    return this.#sendable().size > 0 ? 'saving' : 'asks'
  }

  /** A line with a conflict or a refusal waits for a person; the others do not wait for it. */
  #sendable(): Map<string, CueChange> {
    const isFree = (id: string) => !this.#conflicts.has(id) && !this.#refusals.has(id) && this.#base.has(id)
    return new Map([...this.#changes].filter(([id]) => isFree(id)))
  }

  async #send(): Promise<void> {
    const sent = this.#sendable()
    this.#set({ save: 'saving' })
    const sending = this.#requests.edit(this.#state.revision, editsOf(sent, this.language)).then(
      (result) => this.#saved(sent, result),
      (error: unknown) => this.#failed(sent, error),
    )
    this.#sending = sending.catch(() => {})
    await sending
  }

  #saved(sent: Changes, result: CueEditResult): void {
    for (const [id, change] of sent) if (this.#changes.get(id) === change) this.#drop(id)
    this.#take(result)
    for (const id of sent.keys()) this.#rebase(id)
    // By now a newer session may keep changes of its own, which stay.
    if (this.#isClosed) this.#kept.write(withoutSent(this.#kept.read(), sent))
    this.#keep()
    this.#set({ save: this.#saveState() })
  }

  #failed(sent: Changes, error: unknown): void {
    const { status, problem } = error instanceof ApiError ? error : {}
    if (status === 412 && problem?.revision !== undefined) return this.#outdated(problem.revision, problem)
    if (isRefusal(error)) {
      this.#refused(sent, error)
      if (status === 422) return
      throw error
    }
    this.#set({ save: 'kept' })
    this.#sendSoon(RETRY_MS)
    throw error
  }

  /** The others' edits go below. */
  #outdated(revision: number, { changed = [], removed = [] }: ProblemDocument): void {
    this.#meet(changed)
    this.#take({ revision, changed, removed })
    this.#set({ save: this.#saveState() })
  }

  #refused(sent: Changes, { problem, message }: ApiError): void {
    const cues = problem?.cue === undefined ? [...sent.keys()] : [problem.cue]
    for (const id of cues) this.#refusals.set(id, problem?.detail ?? message)
    this.#set({ save: this.#saveState() })
  }

  #take({ revision, changed, removed }: CueEditResult): void {
    for (const id of removed) {
      this.#base.delete(id)
      this.#views.delete(id)
      if (this.#changes.has(id)) this.#lose(id)
    }
    for (const cue of changed) {
      this.#base.set(cue.id, cue)
      this.#views.delete(cue.id)
    }
    const byTime = [...this.#base.values()].sort((one, other) => one.start - other.start)
    this.#set({ revision, ids: byTime.map(({ id }) => id) })
  }

  #set(change: Partial<SessionState>): void {
    const { canUndo, canRedo } = this.#steps
    this.#state = { ...this.#state, canUndo, canRedo, generation: this.#state.generation + 1, ...change }
    for (const listener of this.#listeners) listener()
  }
}
