import type { InsertCue, MergeCues, SplitCue } from '../cue.ts'
import { cueId, type SheetCue, type SheetTarget } from './cue-sheet.ts'
import { checkLanguage, checkText, type Draft, findCue, MAX_TEXT, place, toMs } from './draft.ts'
import { EditRefused } from './edit-refused.ts'
import { openText, personText } from './set-cue.ts'
import { cutText } from './cut-text.ts'

export function splitCue(draft: Draft, edit: SplitCue, pointer: string): void {
  const cue = findCue(draft, edit.cue, `${pointer}/cue`)
  const at = toMs(edit.at)
  if (!(at > cue.start && at < cue.end)) {
    const message = `${cue.id} goes from ${cue.start} to ${cue.end} s, so it cannot be split at ${edit.at} s.`
    throw new EditRefused('outside', `${pointer}/at`, message, cue.id)
  }
  const fraction = (at - cue.start) / (cue.end - cue.start)
  const [first, second] = partsOf(edit.texts, cue.text, fraction, `${pointer}/texts`, cue.id)
  const halves = splitTargets(draft, cue, edit, fraction, pointer)
  place(draft, { ...cue, end: at, text: first, targets: halves[0] }, `${pointer}/at`)
  const added = { ...cue, id: newId(draft), start: at, text: second, targets: halves[1] }
  place(draft, added, `${pointer}/at`)
}

export function mergeCues(draft: Draft, { cues: ids }: MergeCues, pointer: string): void {
  const at = `${pointer}/cues`
  if (ids.length < 2) throw new EditRefused('invalid', at, 'A merge needs at least two cues.')
  const parts = ids.map((id, index) => findCue(draft, id, `${at}/${index}`))
  refuseOthersBetween(draft, parts, at)
  const [first, ...others] = parts as [SheetCue, ...SheetCue[]]
  const merged = others.reduce(joinCues, first)
  if (merged.text.length > MAX_TEXT) {
    const message = `Together they have ${merged.text.length} characters; at most ${MAX_TEXT} are allowed.`
    throw new EditRefused('too_long', at, message, first.id)
  }
  for (const { id } of others) draft.cues.delete(id)
  place(draft, merged, at)
}

export function insertCue(draft: Draft, edit: InsertCue, pointer: string): void {
  const { speaker } = edit
  const cue: SheetCue = {
    id: newId(draft),
    start: toMs(edit.start),
    end: toMs(edit.end),
    text: checkText(edit.text, `${pointer}/text`),
    ...(speaker !== undefined && { speaker: checkText(speaker, `${pointer}/speaker`) }),
    targets: {},
  }
  for (const [language, text] of Object.entries(edit.targets ?? {})) {
    checkLanguage(draft, language, `${pointer}/targets`)
    const checked = checkText(text, `${pointer}/targets/${language}`)
    cue.targets[language] = personText({ text: null }, checked, draft.context.by)
  }
  place(draft, cue, `${pointer}/start`)
}

function newId(draft: Draft): string {
  return cueId(draft.nextNumber++)
}

function partsOf(
  given: [string, string] | undefined,
  text: string,
  fraction: number,
  pointer: string,
  cue: string,
): [string, string] {
  // Some vendors give only the translated lines.
  if (given === undefined && text === '') return ['', '']
  const [first, second] = given ?? cutText(text, fraction)
  return [checkText(first, `${pointer}/0`, cue), checkText(second, `${pointer}/1`, cue)]
}

type Targets = SheetCue['targets']

function splitTargets(
  draft: Draft,
  cue: SheetCue,
  edit: SplitCue,
  fraction: number,
  pointer: string,
): [Targets, Targets] {
  const halves: [Targets, Targets] = [{}, {}]
  for (const language of Object.keys(edit.targets ?? {}))
    checkLanguage(draft, language, `${pointer}/targets`, cue.id)
  for (const language of new Set([...Object.keys(cue.targets), ...Object.keys(edit.targets ?? {})])) {
    const before = cue.targets[language] ?? { text: null }
    const given = edit.targets?.[language]
    const parts = splitTarget(before, given, fraction, draft.context.by, `${pointer}/targets/${language}`)
    halves[0][language] = parts[0]
    halves[1][language] = parts[1]
  }
  return halves
}

function splitTarget(
  before: SheetTarget,
  given: [string, string] | undefined,
  fraction: number,
  by: string,
  pointer: string,
): [SheetTarget, SheetTarget] {
  if (given !== undefined) {
    const [first, second] = given.map((text, index) => checkText(text, `${pointer}/${index}`))
    return [personText(before, first ?? '', by), personText(before, second ?? '', by)]
  }
  const [first, second] =
    before.author === 'person' && before.text !== null ? cutText(before.text, fraction) : []
  // A text of one word cannot be cut, and must not be lost: it stays with the first part.
  if (first !== undefined && second === '') return [before, openText(before)]
  if (first === undefined || second === undefined) return [openText(before), openText(before)]
  return [
    { ...before, text: first },
    { ...before, text: second },
  ]
}

function refuseOthersBetween({ cues }: Draft, parts: readonly SheetCue[], pointer: string): void {
  const first = parts[0]?.start ?? 0
  const last = parts.at(-1)?.start ?? 0
  const ordered = [...cues.values()]
    .filter(({ start }) => start >= first && start <= last)
    .toSorted((one, other) => one.start - other.start)
  if (ordered.length === parts.length && ordered.every((cue, index) => cue === parts[index])) return
  const message = 'Only cues that follow one another can be merged, in the order of time.'
  throw new EditRefused('not_adjacent', pointer, message, parts[0]?.id)
}

function joinCues(one: SheetCue, other: SheetCue): SheetCue {
  const text = [one.text, other.text].filter((part) => part !== '').join(' ')
  const languages = [...new Set([...Object.keys(one.targets), ...Object.keys(other.targets)])]
  const targets = languages.map((language) => {
    return [language, joinTargets(one, other, language, text)] as const
  })
  return { ...one, end: other.end, text, targets: Object.fromEntries(targets) }
}

/**
 * A person's words stand, with the other part beside them. Where a machine's part is out of date, a
 * machine translates the whole anew.
 */
function joinTargets(one: SheetCue, other: SheetCue, language: string, of: string): SheetTarget {
  const first = one.targets[language] ?? { text: null }
  const second = other.targets[language] ?? { text: null }
  const parts = [first, second]
  const person = parts.find(({ author }) => author === 'person')
  const isComplete = parts.every(({ text }) => text !== null)
  if (!(isUpToDate(one, first) && isUpToDate(other, second))) return openText(first)
  if (person === undefined && !isComplete) return openText(first)
  const text = parts.flatMap((part) => part.text ?? []).join(' ')
  if (person === undefined) return { ...openText(first), text, author: 'machine', of }
  return personText(first, text, person.by ?? '')
}

function isUpToDate({ text }: SheetCue, target: SheetTarget): boolean {
  return target.of === undefined || target.of === text
}
