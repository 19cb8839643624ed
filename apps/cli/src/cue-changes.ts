import type { CueEdit, CuePage, VideoTranslationClient } from 'video-translation-client'
import {
  matchCues,
  matchSubtitles,
  readSubtitles,
  type SubtitleChanges,
} from 'video-translation-client/editing'
import { CliError } from './errors.ts'
import { refuseOtherLanguage } from './other-language.ts'

/** A file with corrected lines. */
export interface Correction {
  /** Id of the translation. */
  id: string
  /** The cues as they are now. */
  page: CuePage
  /** The content of the file. */
  file: string
  /** The target, if the command names one. */
  to: string | undefined
  /** Whether a person has said that the lines are meant as they are. */
  isMeant?: boolean | undefined
}

/**
 * What a file of corrections changes.
 * @throws CliError if it is not readable, has the lines of another language, or if others have
 * changed the same lines since
 */
export async function changesOf(
  client: Pick<VideoTranslationClient, 'cues'>,
  correction: Correction,
  signal: AbortSignal,
): Promise<SubtitleChanges> {
  const { page, file, to, isMeant } = correction
  if (file.trimStart().startsWith('{')) return await changesOfJson(client, correction, signal)
  const lines = await readSubtitles(file)
  if (!isMeant) refuseOtherLanguage(page.items, lines, to)
  return matchSubtitles(page.items, lines, to)
}

/** JSON names its revision, so what others have changed since is no change of the file. */
async function changesOfJson(
  client: Pick<VideoTranslationClient, 'cues'>,
  { id, page, file, to }: Correction,
  signal: AbortSignal,
): Promise<SubtitleChanges> {
  const { items, revision = page.revision } = readPage(file)
  if (revision === page.revision) return matchCues(page.items, items, to)
  const base = await client.cues(id, { ...(to && { target: to }), revision, signal })
  const changes = matchCues(base.items, items, to)
  const taken = takenByOthers(changes.edits, base, page, to)
  if (taken.length > 0) throw changedByOthers(taken)
  return changes
}

function readPage(file: string): Pick<CuePage, 'items'> & { revision?: number } {
  try {
    const page = JSON.parse(file) as CuePage
    if (Array.isArray(page.items)) return page
  } catch {
    // Said below.
  }
  throw new CliError('badInput', 'The file is not what `cues --format json` prints.')
}

/** Ids of the cues of which others have changed, or removed, what the edits change. */
function takenByOthers(edits: CueEdit[], base: CuePage, now: CuePage, to: string | undefined): string[] {
  const left = new Set(now.items.map(({ id }) => id))
  const theirs = new Map(matchCues(base.items, now.items, to).edits.flatMap(changedValues))
  const taken = edits.filter((edit) => {
    if (edit.op !== 'set') return false
    const isTaken = ([key, value]: [string, unknown]) => theirs.has(key) && theirs.get(key) !== value
    return !left.has(edit.cue) || changedValues(edit).some(isTaken)
  })
  return [...new Set(taken.flatMap((edit) => ('cue' in edit ? [edit.cue] : [])))]
}

/** Each value that an edit sets, by the place where it stands. */
function changedValues(edit: CueEdit): [string, unknown][] {
  if (edit.op !== 'set') return []
  const { op: _op, cue, target = '', ...values } = edit
  return Object.entries(values).map(([name, value]) => [`${cue} ${target} ${name}`, value])
}

const MAX_LISTED = 10

function changedByOthers(cues: string[]): CliError {
  const more = cues.length > MAX_LISTED ? ` and ${cues.length - MAX_LISTED} more` : ''
  const message = `Since the file was printed, others have changed these cues too: ${cues.slice(0, MAX_LISTED).join(', ')}${more}. Nothing was done.`
  return new CliError('badInput', message, 'Print the lines again, and correct the new ones.')
}

/** Says which lines belong to no cue, or maybe to several. */
export function ambiguous({ ambiguous: lines }: SubtitleChanges): CliError {
  const shown = lines.slice(0, MAX_LISTED).map(({ line, text, candidates }) => {
    const cause =
      candidates.length > 0 ? `may be ${candidates.join(' or ')}` : 'is at no line of the translation'
    return `  line ${line} ("${text.slice(0, 40)}") ${cause}`
  })
  const more = lines.length > MAX_LISTED ? [`  and ${lines.length - MAX_LISTED} more`] : []
  const message = ['It is not clear what these lines belong to. Nothing was done:', ...shown, ...more].join(
    '\n',
  )
  const fix =
    'Print the lines with this command, without --apply, and correct those (--format vtt keeps their ids), ' +
    'or add --skip-ambiguous.'
  return new CliError('badInput', message, fix)
}
