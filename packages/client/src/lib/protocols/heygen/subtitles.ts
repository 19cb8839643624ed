import type { Cue, CuePage } from '../../cue.ts'
import type { CuesRequest } from '../../editing-verbs.ts'
import { cueId } from '../../editing/cue-sheet.ts'
import { readMarkedSubtitles, type SubtitleLine } from '../../editing/read-subtitles.ts'
import type { Http } from '../../http/http.ts'
import { asText, refusal, throwInvalidResponse } from '../parse.ts'
import { readData } from './envelope.ts'
import { pathOf } from './v3.ts'
import { type ProofreadSession, sessionOf } from './proofread-sessions.ts'

/** Reads the subtitles of a session as cues. */
export async function readCues(http: Http, id: string, { target, revision }: CuesRequest): Promise<CuePage> {
  const { page } = await readFile(http, await sessionOf(http, id, target))
  if (revision === undefined || revision === page.revision) return page
  throw refusal(
    410,
    'revision_gone',
    `HeyGen has only the newest subtitles, of the revision ${page.revision}.`,
  )
}

/** The subtitles of a session. */
export interface SubtitleFile {
  page: CuePage
  /** The text of each cue as the file has it, by id. */
  marked: ReadonlyMap<string, string>
}

/**
 * Reads the file of a session. It has neither ids nor the text of the source, so the ids count the
 * lines, and the revision is a checksum of them.
 */
export async function readFile(http: Http, session: ProofreadSession): Promise<SubtitleFile> {
  const { srt_url: url } = await http.send({ path: `${pathOf(session.id, 'proofreads')}/srt` }, readData)
  const path = asText(url)
  if (path === undefined || !URL.canParse(path)) throwInvalidResponse('no `srt_url`')
  const lines = await readMarkedSubtitles(await http.send({ path }, (response) => response.text()))
  const items = lines.map((line, index) => toCue(line, index, session.language))
  return {
    page: { revision: checksum(lines), applied: {}, items },
    marked: new Map(lines.map(({ marked }, index) => [cueId(index + 1), marked])),
  }
}

function toCue({ start, end, text }: SubtitleLine, index: number, language: string): Cue {
  const target = { text, approved: false, state: 'stale' as const }
  return { id: cueId(index + 1), start, end, text: '', targets: { [language]: target } }
}

/** FNV-1a with 32 bits, of times and texts. */
function checksum(lines: readonly SubtitleLine[]): number {
  let hash = 0x811c9dc5
  for (const letter of lines.map(({ start, end, text }) => `${start} ${end} ${text}\n`).join(''))
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
