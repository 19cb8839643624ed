import type { Cue, CuePage } from '../../cue.ts'
import type { CuesRequest } from '../../editing-verbs.ts'
import { cueId } from '../../editing/cue-sheet.ts'
import { readSubtitles, type SubtitleLine } from '../../editing/read-subtitles.ts'
import type { Http } from '../../http/http.ts'
import { noCues } from '../edit-refusals.ts'
import { asObject, asText, asUrl, refusal } from '../parse.ts'
import type { AzureApi } from './api.ts'
import { chooseLanguage, iterationIds } from './edited-language.ts'

/**
 * Reads the subtitles of an iteration as cues. The revision counts the iterations, so it is that of
 * the iteration which the id names.
 */
export async function readCues(
  api: AzureApi,
  http: Http,
  id: string,
  { target, revision: wanted }: CuesRequest,
): Promise<CuePage> {
  const { chosen, language } = await chooseLanguage(api, http, id, target)
  const { iteration, translation, ids } = chosen
  const result = asObject(iteration?.['result']) ?? {}
  const url = asUrl(result['targetLocaleSubtitleWebvttFileUrl'])
  if (!url) throw noCues(`Azure has no subtitles of ${ids.translation} yet.`)
  const all = await iterationIds(api, http, ids.translation)
  const revision = Math.max(1, all.indexOf(asText(iteration?.['id']) ?? '') + 1)
  if (wanted !== undefined && wanted !== revision)
    throw refusal(410, 'revision_gone', `This id has the iteration ${revision}, and no other revision.`)
  const source = asUrl(result['sourceLocaleSubtitleWebvttFileUrl'])
  const lines = await linesOf(http, url)
  const sourceLines = source ? await linesOf(http, source) : []
  const from = asText(asObject(translation['input'])?.['sourceLocale'])
  return {
    revision,
    applied: { [language]: revision },
    ...(from !== undefined && { language: from }),
    items: lines.map((line, index) => toCue(line, index, sourceText(line, sourceLines), language)),
  }
}

async function linesOf(http: Http, url: URL): Promise<SubtitleLine[]> {
  return await readSubtitles(await http.send({ path: url.href }, (response) => response.text()))
}

/** The source line with the same time. Azure does not say which belong together. */
function sourceText({ start, end }: SubtitleLine, lines: readonly SubtitleLine[]): string {
  return lines.find((line) => line.start === start && line.end === end)?.text ?? ''
}

function toCue(line: SubtitleLine, index: number, text: string, language: string): Cue {
  const { id = cueId(index + 1), start, end } = line
  const target = { text: line.text, approved: false, state: 'current' as const }
  return { id, start, end, text, targets: { [language]: target } }
}
