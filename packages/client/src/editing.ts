export { matchCues } from './lib/editing/match-cues.ts'
export { applyEdits, type Edited, isSameCue, MAX_EDITS } from './lib/editing/apply-edits.ts'
export { cutText } from './lib/editing/cut-text.ts'
export {
  cueId,
  type CueSheet,
  isOpen,
  numberOf,
  type SheetCue,
  type SheetTarget,
} from './lib/editing/cue-sheet.ts'
export { type CueResult, type CueResults, isTargetStale, viewCue } from './lib/editing/cue-view.ts'
export { type CueHistory, type EditContext, MAX_TEXT } from './lib/editing/draft.ts'
export { editErrors, type EditMistake } from './lib/editing/edit-errors.ts'
export { EditRefused } from './lib/editing/edit-refused.ts'
export { type AmbiguousLine, matchSubtitles, type SubtitleChanges } from './lib/editing/match-subtitles.ts'
export { readSubtitles, type SubtitleLine } from './lib/editing/read-subtitles.ts'
export { type SubtitleFormat, textOf, writeSubtitles } from './lib/editing/write-subtitles.ts'
