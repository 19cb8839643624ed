import type { Cue, CueEdit } from 'video-translation-client'

/**
 * Says which translations stay although what is said was corrected: a machine does not overwrite
 * what a person wrote. Undefined: there are none.
 */
export function keptTranslations(cues: readonly Cue[], edits: readonly CueEdit[]): string | undefined {
  const edited = new Set(edits.flatMap((edit) => (isOfSource(edit) ? edit.cue : [])))
  const kept = new Map<string, string[]>()
  for (const { id, targets } of cues.filter((cue) => edited.has(cue.id)))
    for (const [language, { author }] of Object.entries(targets))
      if (author === 'person') kept.set(language, [...(kept.get(language) ?? []), id])
  const lists = [...kept].map(([language, ids]) => `${language} (${ids.join(', ')})`)
  if (lists.length === 0) return undefined
  return `These lines keep the translation that a person wrote: ${lists.join('; ')}. Correct it with --to, too.`
}

function isOfSource(edit: CueEdit): edit is Extract<CueEdit, { op: 'set' }> {
  return edit.op === 'set' && !('target' in edit) && 'text' in edit
}
