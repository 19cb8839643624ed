import type { Cue, CueEditResult } from 'video-translation-client'
import {
  type Changes,
  conflictsOf,
  type CueChange,
  isApprovedUnseen,
  valuesOf,
  withChange,
} from './changes.ts'
import { type KeptChange, toKeep } from './kept-changes.ts'

/** Hears of changes that nobody can make any more. */
export interface Losses {
  /** The words were typed for a cue that is gone. */
  lost(words: string): void
  /** An approval is taken back: somebody else has changed the line that it was of. */
  unapproved(): void
}

/** The cues as the server has them, with this person's unsent changes laid over them. */
export class EditedCues {
  readonly language: string
  readonly #losses: Losses
  #base = new Map<string, Cue>()
  readonly #changes: Map<string, CueChange>
  /** What the changed fields were before. */
  readonly #from: Map<string, CueChange>
  readonly #views = new Map<string, Cue>()
  readonly #conflicts = new Map<string, Cue>()
  readonly #refusals = new Map<string, string>()
  #all: readonly Cue[] | undefined

  constructor(language: string, unsent: ReadonlyMap<string, KeptChange>, losses: Losses) {
    this.language = language
    this.#losses = losses
    this.#changes = new Map([...unsent].map(([id, { change }]) => [id, change]))
    this.#from = new Map([...unsent].map(([id, { from }]) => [id, from]))
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

  /** In the order of time. It is the same list until something changes. */
  all(): readonly Cue[] {
    this.#all ??= [...this.#base.keys()]
      .flatMap((id) => this.get(id) ?? [])
      .sort((one, other) => one.start - other.start)
    return this.#all
  }

  /** What somebody else has made of a cue that was changed here, too. */
  conflict(id: string): Cue | undefined {
    return this.#conflicts.get(id)
  }

  /** Why the server refused a change of this cue. */
  refusal(id: string): string | undefined {
    return this.#refusals.get(id)
  }

  get hasChanges(): boolean {
    return this.#changes.size > 0
  }

  /** A line with a conflict or a refusal waits for a person; the others do not wait for it. */
  sendable(): Map<string, CueChange> {
    const isFree = (id: string) => !this.#conflicts.has(id) && !this.#refusals.has(id) && this.#base.has(id)
    return new Map([...this.#changes].filter(([id]) => isFree(id)))
  }

  toKeep(): Map<string, KeptChange> {
    return toKeep(this.#changes, this.#from)
  }

  /** Replaces all cues by what the server has. What is not saved stays laid over them. */
  replace(items: readonly Cue[]): void {
    this.#base = new Map(items.map((cue) => [cue.id, cue]))
    for (const id of this.#changes.keys()) if (!this.#base.has(id)) this.#lose(id)
    this.#conflicts.clear()
    this.meet(items)
    this.#views.clear()
    this.#all = undefined
  }

  /** Takes in what edits did. */
  take({ changed, removed }: Pick<CueEditResult, 'changed' | 'removed'>): void {
    for (const id of removed) {
      this.#base.delete(id)
      if (this.#changes.has(id)) this.#lose(id)
      this.#forgetView(id)
    }
    for (const cue of changed) {
      this.#base.set(cue.id, cue)
      this.#forgetView(cue.id)
    }
  }

  /** Where somebody else has changed the same, a person chooses. */
  meet(theirs: readonly Cue[]): void {
    for (const cue of theirs) this.#takeBackApproval(cue)
    const met = new Set(conflictsOf(this.#changes, this.#from, theirs, this.language))
    for (const cue of theirs) if (met.has(cue.id)) this.#conflicts.set(cue.id, cue)
  }

  lay(id: string, change: CueChange): void {
    this.#refusals.delete(id)
    const base = this.#base.get(id)
    if (base) this.#from.set(id, { ...valuesOf(base, change, this.language), ...this.#from.get(id) })
    this.#changes.set(id, { ...this.#changes.get(id), ...change })
    this.#forgetView(id)
  }

  /** Ends a conflict: with this person's wording, or with the other one. */
  settle(id: string, choice: 'mine' | 'theirs'): void {
    this.#conflicts.delete(id)
    if (choice === 'theirs') this.#drop(id)
    else this.#rebase(id)
    this.#forgetView(id)
  }

  /** These changes are saved. What was typed meanwhile is a change of what the server has now. */
  saved(sent: Changes, result: CueEditResult): void {
    for (const [id, change] of sent) if (this.#changes.get(id) === change) this.#drop(id)
    this.take(result)
    for (const id of sent.keys()) this.#rebase(id)
  }

  refuse(ids: Iterable<string>, why: string): void {
    for (const id of ids) this.#refusals.set(id, why)
  }

  #forgetView(id: string): void {
    this.#views.delete(id)
    this.#all = undefined
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
    const words = text ?? sourceText
    if (words) this.#losses.lost(words)
  }

  /** Nobody approves a text that they have not seen. */
  #takeBackApproval(theirs: Cue): void {
    const { id } = theirs
    const change = this.#changes.get(id)
    if (!change || !isApprovedUnseen(change, this.#from.get(id), theirs, this.language)) return
    const { approved: _, ...rest } = change
    if (Object.keys(rest).length > 0) this.#changes.set(id, rest)
    else this.#drop(id)
    this.#forgetView(id)
    this.#losses.unapproved()
  }

  /** From now on the change is one of the cue as the server has it. */
  #rebase(id: string): void {
    const [base, change] = [this.#base.get(id), this.#changes.get(id)]
    if (base && change) this.#from.set(id, valuesOf(base, change, this.language))
  }
}
