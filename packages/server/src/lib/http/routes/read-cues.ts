import { Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CuePage } from 'video-translation-client'
import { type SubtitleFormat, writeSubtitles } from 'video-translation-client/editing'
import type { StoredCues } from '../../store/cue-store.ts'
import { viewCues } from '../../store/cues/cue-views.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { Api } from '../api/api.ts'
import { findTranslation } from '../api/find-translation.ts'
import { invalidRequest, Problem } from '../problems/problem.ts'
import { decodeCursor, encodeCursor } from '../requests/cue-cursor.ts'
import type { App } from '../requests/typed-app.ts'
import { CuePage as CuePageSchema } from '../schemas/cue-schemas.ts'
import { answers, IdParams, json, Language } from '../schemas/schemas.ts'

const Query = Type.Object({
  target: Type.Optional(Language),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 500 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  revision: Type.Optional(Type.Integer({ minimum: 1, description: 'An earlier one. Default: the newest.' })),
})

const SUBTITLES = { schema: Type.String() }

const schema = {
  summary: 'The cues of a translation',
  description:
    'All lines of speech with their texts, in the order of time. With `target`, only that target is shown. As SRT or ' +
    'WebVTT by `Accept` or by the suffixes `.srt` and `.vtt`: then the whole, in the language of `target`, else in ' +
    'that of the source. The ETag is the revision of the cues, which edits name in `If-Match`.',
  tags: ['cues'],
  params: IdParams,
  querystring: Query,
  response: answers(
    {
      200: {
        ...json('The cues.', CuePageSchema, 'ETag'),
        content: {
          'application/json': { schema: CuePageSchema },
          'application/x-subrip': SUBTITLES,
          'text/vtt': SUBTITLES,
        },
      },
    },
    404,
    410,
  ),
}

const ROUTES: { suffix: string; operationId: string; format?: SubtitleFormat }[] = [
  { suffix: '', operationId: 'listCues' },
  { suffix: '.srt', operationId: 'getCuesAsSrt', format: 'srt' },
  { suffix: '.vtt', operationId: 'getCuesAsVtt', format: 'vtt' },
]

export function readCuesRoutes(app: App, api: Api): void {
  for (const { suffix, operationId, format } of ROUTES)
    app.get(`/v1/translations/:id/cues${suffix}`, { schema: { ...schema, operationId } }, (request, reply) =>
      answerCues(request, reply, api, format ?? acceptedFormat(request)),
    )
}

interface CueQuery {
  target?: string
  limit?: number
  cursor?: string
  revision?: number
}

async function answerCues(
  request: FastifyRequest,
  reply: FastifyReply,
  api: Api,
  format: SubtitleFormat | undefined,
): Promise<CuePage | string> {
  const { id } = request.params as { id: string }
  const query = request.query as CueQuery
  const record = await findTranslation(id, request, api)
  const languages = shownLanguages(record, query.target)
  const at = query.cursor === undefined ? undefined : decodeCursor(query.cursor)
  const revision = at?.revision ?? query.revision
  const stored = await api.store.cues.read(id, { revision, language: query.target })
  if (!stored) throw revision === undefined ? noCues(record, api) : revisionGone(id, revision)
  // The state of a cue follows from the results too, so a copy may not be kept by its revision.
  reply.header('etag', `"c${stored.revision}"`).header('cache-control', 'no-store').header('vary', 'accept')
  if (format === undefined) return pageOf(stored, record, languages, { ...query, offset: at?.offset })
  reply.type(MEDIA_TYPES[format]).header('x-content-type-options', 'nosniff')
  return writeSubtitles(viewCues(stored.sheet.cues, languages, stored.results), format, query.target)
}

const MEDIA_TYPES = { srt: 'application/x-subrip; charset=utf-8', vtt: 'text/vtt; charset=utf-8' }

const FORMATS: readonly (readonly [string, SubtitleFormat | undefined])[] = [
  ['application/json', undefined],
  ['application/x-subrip', 'srt'],
  ['text/vtt', 'vtt'],
]

/** The first of our formats that the header names. */
function acceptedFormat({ headers: { accept = '' } }: FastifyRequest): SubtitleFormat | undefined {
  const named = FORMATS.map(([mediaType, format]) => ({ format, at: accept.indexOf(mediaType) }))
  const first = named.filter(({ at }) => at >= 0).toSorted((one, other) => one.at - other.at)[0]
  return first?.format
}

function shownLanguages({ targetTasks }: TranslationRecord, target: string | undefined): string[] {
  const languages = targetTasks.map(({ language = '' }) => language)
  if (target === undefined) return languages
  if (languages.includes(target)) return [target]
  const detail = `There is no target \`${target}\`. The targets are ${languages.join(', ')}.`
  throw invalidRequest([{ pointer: '/target', detail }])
}

const PAGE = 500

function pageOf(
  { revision, sheet, results }: StoredCues,
  record: TranslationRecord,
  languages: string[],
  { limit = PAGE, offset = 0 }: { limit?: number; offset?: number | undefined },
): CuePage {
  const language = record.from ?? record.source.detectedLanguage
  const end = offset + limit
  return {
    revision,
    applied: Object.fromEntries([...results].map(([tag, result]) => [tag, result.revision])),
    ...(language !== undefined && { language }),
    items: viewCues(sheet.cues.slice(offset, end), languages, results),
    ...(end < sheet.cues.length && { nextCursor: encodeCursor({ revision, offset: end }) }),
  }
}

/** An engine whose translations never have cues says why, and what to do instead. */
export function noCues({ id, engine }: TranslationRecord, { engines }: Api): Problem {
  const reason =
    engines.get(engine)?.corrections?.noCues ??
    'Its source is not transcribed yet, or it is older than this feature.'
  return new Problem(404, 'no_cues', `The translation ${id} has no cues. ${reason}`)
}

function revisionGone(id: string, revision: number): Problem {
  return new Problem(410, 'revision_gone', `The cues of ${id} have no revision ${revision}; read them anew.`)
}
