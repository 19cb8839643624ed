import type { ChangeField, CueChange } from './changes.ts'

/** One change of a field, which can be taken back. */
export interface FieldStep {
  cue: string
  field: ChangeField
  before: CueChange[ChangeField]
  after: CueChange[ChangeField]
}

/** Edits that made this revision, e.g. a split. The server takes them back. */
export interface ShapeStep {
  revision: number
}

export type Step = FieldStep | ShapeStep

/** This person's changes, to undo and redo. */
export interface Steps {
  add(step: Step): void
  undo(): Step | undefined
  redo(): Step | undefined
  readonly canUndo: boolean
  readonly canRedo: boolean
}

/** Letters typed in one go are taken back in one go. */
const ONE_GO_MS = 1_500

export function createSteps(): Steps {
  const done: Step[] = []
  const undone: Step[] = []
  let lastMs = -Infinity
  return {
    add(step) {
      const last = Date.now() - lastMs < ONE_GO_MS ? done.at(-1) : undefined
      if (last && isField(last) && isField(step) && isSame(last, step)) last.after = step.after
      else done.push({ ...step })
      undone.length = 0
      lastMs = Date.now()
    },
    undo() {
      const step = done.pop()
      if (step) undone.push(step)
      lastMs = -Infinity
      return step
    },
    redo() {
      const step = undone.pop()
      if (step) done.push(step)
      return step
    },
    get canUndo() {
      return done.length > 0
    },
    get canRedo() {
      return undone.length > 0
    },
  }
}

function isField(step: Step): step is FieldStep {
  return 'field' in step
}

function isSame(last: FieldStep, next: FieldStep): boolean {
  return last.cue === next.cue && last.field === next.field
}
