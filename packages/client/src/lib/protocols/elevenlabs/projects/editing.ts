import { addTargets, apply } from './apply.ts'
import { editCues } from './edit-cues.ts'
import { readCues } from './read-cues.ts'

/** The verbs of dubbing projects by which people correct them. */
export const editing = { cues: readCues, editCues, apply, addTargets }
