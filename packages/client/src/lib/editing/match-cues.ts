import type { Cue, CueEdit } from '../cue.ts'
import type { SubtitleChanges } from './match-subtitles.ts'

/**
 * Finds the edits that make cues say what the JSON of cues says, which has their ids.
 * @param language leaves out the other targets
 */
export function matchCues(cues: readonly Cue[], wanted: readonly Cue[], language?: string): SubtitleChanges {
  const known = new Map(cues.map((cue) => [cue.id, cue]))
  const named = new Set(wanted.map(({ id }) => id))
  return {
    edits: wanted.flatMap((cue) => editsOf(known.get(cue.id), cue, language)),
    ambiguous: wanted.flatMap(({ id, start, text }, index) =>
      known.has(id) ? [] : [{ line: index + 1, start, text, candidates: [] }],
    ),
    missing: cues.flatMap(({ id }) => (named.has(id) ? [] : [id])),
  }
}

function editsOf(cue: Cue | undefined, wanted: Cue, language: string | undefined): CueEdit[] {
  if (cue === undefined) return []
  const { start, end, text, speaker = null } = wanted
  const changed = {
    ...(start !== cue.start && { start }),
    ...(end !== cue.end && { end }),
    ...(text !== cue.text && { text }),
    ...(speaker !== (cue.speaker ?? null) && { speaker }),
  }
  const ofSource: CueEdit[] = Object.keys(changed).length > 0 ? [{ op: 'set', cue: cue.id, ...changed }] : []
  const languages = Object.keys(wanted.targets ?? {}).filter(
    (tag) => language === undefined || tag === language,
  )
  return [...ofSource, ...languages.flatMap((tag) => targetEdits(cue, wanted, tag))]
}

function targetEdits(cue: Cue, wanted: Cue, target: string): CueEdit[] {
  const before = cue.targets[target]
  const { text = null, voice = null, approved = false } = wanted.targets[target] ?? {}
  const changed = {
    ...(text !== (before?.text ?? null) && { text }),
    ...(voice !== (before?.voice ?? null) && { voice }),
    ...(approved !== (before?.approved ?? false) && { approved }),
  }
  return Object.keys(changed).length > 0 ? [{ op: 'set', cue: cue.id, target, ...changed }] : []
}
