import type { EditRule } from '../cue.ts'

/** An edit breaks a rule, so none of its edits was made. */
export class EditRefused extends Error {
  override readonly name = 'EditRefused'
  readonly rule: EditRule
  /** JSON pointer into the edits, e.g. `/edits/3/text`. */
  readonly pointer: string
  /** The cue that the edit is about. */
  readonly cue: string | undefined

  constructor(rule: EditRule, pointer: string, message: string, cue?: string) {
    super(message)
    this.rule = rule
    this.pointer = pointer
    this.cue = cue
  }
}
