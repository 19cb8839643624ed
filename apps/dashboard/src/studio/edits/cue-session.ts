import {
  ApiError,
  type Cue,
  type CueEdit,
  type CueEditResult,
  type ProblemDocument,
} from 'video-translation-client'
import { type ChangeField, type Changes, type CueChange, editsOf, valueOf } from './changes.ts'
import type { CueRequests, SaveState, SessionState } from './cue-session-state.ts'
import { EditedCues } from './edited-cues.ts'
import { isOvertaken, isRefusal } from './failures.ts'
import { type KeptChanges, withoutSent } from './kept-changes.ts'
import { RequestTurn } from './request-turn.ts'
import { createSteps, type FieldStep, type ShapeStep, type Step } from './steps.ts'

/** Runs work soon, e.g. once the next picture is shown. */
export type Soon = (work: () => void) => void

/** A change is sent once typing rests. */
const REST_MS = 600
const RETRY_MS = 4_000
/** What the server takes at once. */
const MOST_EDITS = 500
/** A changed cue takes two edits: one of its source, and one of its target. */
const MOST_CUES = MOST_EDITS / 2

/** The cues of one target while they are edited: what the server has, and what it is to get. */
export class CueSession {
  readonly language: string
  readonly #requests: CueRequests
  readonly #kept: KeptChanges
  readonly #soon: Soon
  readonly #cues: EditedCues
  readonly #listeners = new Set<() => void>()
  readonly #steps = createSteps()
  #state: SessionState = {
    ids: [],
    revision: 0,
    reads: 0,
    save: 'saved',
    lastSaved: [],
    canUndo: false,
    canRedo: false,
  }
  #timer: ReturnType<typeof setTimeout> | undefined
  /** A second request at a time would name a revision that the first one replaces. */
  readonly #turn = new RequestTurn()
  #isClosed = false
  /** Changes are in the cues that were neither kept nor told. */
  #isUntold = false
  /** How often edits of others have come. */
  #othersEdits = 0

  /** @param soon when changes are kept and told. Default: at once. */
  constructor(
    language: string,
    requests: CueRequests,
    kept: KeptChanges,
    soon: Soon = (work) => void work(),
  ) {
    this.language = language
    this.#requests = requests
    this.#kept = kept
    this.#soon = soon
    this.#cues = new EditedCues(language, kept.read(), requests)
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
    await this.#turn.free()
    const { items, revision } = await this.#requests.read()
    await this.#turn.free()
    // An answer that comes late would lay older words over newer ones.
    if (this.#isClosed || revision < this.#state.revision) return
    if (revision > this.#state.revision) this.#othersEdits++
    this.#cues.replace(items)
    this.#keep()
    this.#set({ revision, reads: this.#state.reads + 1, save: this.#saveState() })
    if (this.#cues.sendable().size > 0) this.#sendSoon(0)
  }

  /** Reads the cues again, unless the answer to an own edit brings this revision. */
  async reach(revision: number): Promise<void> {
    await this.#turn.free()
    if (this.#state.revision < revision) await this.load()
  }

  /** The cue as this person sees it. */
  get(id: string): Cue | undefined {
    return this.#cues.get(id)
  }

  /** In the order of time. It is the same list until something changes. */
  cues(): readonly Cue[] {
    return this.#cues.all()
  }

  /** What somebody else has made of a cue that was changed here, too. */
  conflict(id: string): Cue | undefined {
    return this.#cues.conflict(id)
  }

  /** Why the server refused a change of this cue. */
  refusal(id: string): string | undefined {
    return this.#cues.refusal(id)
  }

  change(id: string, change: CueChange): void {
    this.#step(id, change)
    this.tell()
  }

  /**
   * A change letter by letter. `get` and `cues` have it at once; listeners hear of it soon, so that
   * the key is answered first.
   */
  type(id: string, change: Pick<CueChange, 'text' | 'sourceText' | 'speaker'>): void {
    this.#step(id, change)
    this.#soon(() => this.tell())
  }

  #step(id: string, change: CueChange): void {
    const cue = this.get(id)
    if (!cue) return
    for (const [field, after] of Object.entries(change) as [ChangeField, never][])
      this.#steps.add({ cue: id, field, before: valueOf(cue, field, this.language), after })
    this.#lay(id, change)
  }

  /** False: somebody else has changed it since, so it stays. @throws when the server is away */
  undo(): Promise<boolean> {
    return this.#walk(this.#steps.undo(), 'undo')
  }

  redo(): Promise<boolean> {
    return this.#walk(this.#steps.redo(), 'redo')
  }

  /** Ends a conflict: with this person's wording, or with the other one. */
  settle(id: string, choice: 'mine' | 'theirs'): void {
    this.#cues.settle(id, choice)
    this.#keep()
    this.#set({ save: this.#saveState() })
    this.#sendSoon(0)
  }

  /** Makes edits that are more than a change of fields, after everything else was saved. */
  async restructure(...edits: CueEdit[]): Promise<void> {
    await this.flush()
    for (let first = 0; first < edits.length; first += MOST_EDITS) {
      const { revision, isNew } = await this.#edit(edits.slice(first, first + MOST_EDITS))
      // Edits that change nothing make no revision, so nothing could be taken back.
      if (isNew) this.#steps.add({ revision })
    }
    await this.load()
  }

  /** What is typed meanwhile is sent after it. In a line that it changes, a person chooses. */
  #edit(edits: readonly CueEdit[]): Promise<{ revision: number; isNew: boolean }> {
    return this.#turn.run(async () => {
      const before = this.#state.revision
      const result = await this.#requests.edit(before, edits)
      this.#cues.meet(result.changed)
      this.#take(result, { lastSaved: result.changed })
      return { revision: result.revision, isNew: result.revision !== before }
    })
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
    await this.#turn.free()
    while (this.#cues.sendable().size > 0 && !this.#isClosed) await this.#send()
  }

  /**
   * Saves everything before a step that goes by what was seen, e.g. an approval. False: a line asks
   * for a choice, or edits of others came meanwhile, so a person looks first.
   * @throws when the server does not take it
   */
  async saveSeen(): Promise<boolean> {
    const seen = this.#othersEdits
    await this.flush()
    return !this.#cues.hasChanges && this.#othersEdits === seen
  }

  /** Keeps and tells what was changed just now, e.g. because the page may end. */
  tell(): void {
    if (!this.#isUntold) return
    this.#isUntold = false
    this.#keep()
    this.#set({})
  }

  /** Sends what is left, once. What does not arrive stays kept. */
  close(): void {
    if (this.#isClosed) return
    this.tell()
    this.#isClosed = true
    clearTimeout(this.#timer)
    void this.#sendLast()
  }

  async #sendLast(): Promise<void> {
    await this.#turn.free()
    if (this.#cues.sendable().size > 0) await this.#send().catch(() => {})
  }

  async #walk(step: Step | undefined, way: 'undo' | 'redo'): Promise<boolean> {
    if (!step) return false
    return 'revision' in step ? await this.#revert(step, way) : this.#walkField(step, way)
  }

  /**
   * A step is skipped where the value is no longer what it left: somebody else changed it since.
   */
  #walkField({ cue: id, field, before, after }: FieldStep, way: 'undo' | 'redo'): boolean {
    const [from, to] = way === 'undo' ? [after, before] : [before, after]
    const cue = this.get(id)
    if (!cue || valueOf(cue, field, this.language) !== from) {
      this.#set({})
      return false
    }
    this.#lay(id, { [field]: to })
    this.tell()
    return true
  }

  /** The server takes back a revision. To take that back again is to do it anew. */
  async #revert(step: ShapeStep, way: 'undo' | 'redo'): Promise<boolean> {
    try {
      await this.flush()
      const { revision } = await this.#edit([{ op: 'revert', revision: step.revision }])
      step.revision = revision
      await this.load()
      return true
    } catch (error) {
      if ((await this.catchUp(error)) || isOvertaken(error) || isRefusal(error)) return false
      if (way === 'undo') this.#steps.redo()
      else this.#steps.undo()
      throw error
    }
  }

  #lay(id: string, change: CueChange): void {
    this.#cues.lay(id, change)
    this.#sendSoon(REST_MS)
    this.#isUntold = true
  }

  #keep(): void {
    if (!this.#isClosed) this.#kept.write(this.#cues.toKeep())
  }

  #sendSoon(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.flush().catch(() => {}), ms)
  }

  #saveState(): SaveState {
    if (!this.#cues.hasChanges) return 'saved'
    return this.#cues.sendable().size > 0 ? 'saving' : 'asks'
  }

  async #send(): Promise<void> {
    await this.#turn.run(async () => {
      const sent = new Map([...this.#cues.sendable()].slice(0, MOST_CUES))
      // Another call may have sent everything meanwhile.
      if (sent.size === 0) return
      this.#set({ save: 'saving' })
      await this.#requests.edit(this.#state.revision, editsOf(sent, this.language)).then(
        (result) => this.#saved(sent, result),
        (error: unknown) => this.#failed(sent, error),
      )
    })
  }

  #saved(sent: Changes, result: CueEditResult): void {
    this.#cues.saved(sent, result)
    // By now a newer session may keep changes of its own, which stay.
    if (this.#isClosed) this.#kept.write(withoutSent(this.#kept.read(), sent))
    this.#keep()
    this.#set({ revision: result.revision, save: this.#saveState(), lastSaved: result.changed })
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
    this.#othersEdits++
    this.#cues.meet(changed)
    this.#take({ revision, changed, removed })
  }

  #refused(sent: Changes, { problem, message }: ApiError): void {
    this.#cues.refuse(problem?.cue === undefined ? sent.keys() : [problem.cue], problem?.detail ?? message)
    this.#set({ save: this.#saveState() })
  }

  #take(result: CueEditResult, more: Partial<SessionState> = {}): void {
    this.#cues.take(result)
    this.#keep()
    this.#set({ revision: result.revision, save: this.#saveState(), ...more })
  }

  #set(change: Partial<SessionState>): void {
    const { canUndo, canRedo } = this.#steps
    const ids = this.#ids()
    this.#state = { ...this.#state, ids, canUndo, canRedo, ...change }
    for (const listener of this.#listeners) listener()
  }

  #ids(): readonly string[] {
    const { ids } = this.#state
    const cues = this.#cues.all()
    const isSame = cues.length === ids.length && cues.every(({ id }, index) => id === ids[index])
    return isSame ? ids : cues.map(({ id }) => id)
  }
}
