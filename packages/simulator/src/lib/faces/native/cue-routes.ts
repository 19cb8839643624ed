import type { Cue, CueEdit, CueEditResult, CuePage } from 'video-translation-client'
import {
  type CueSheet,
  EditRefused,
  editErrors,
  MAX_EDITS,
  type SubtitleFormat,
  writeSubtitles,
} from 'video-translation-client/editing'
import type { Backend } from '../../backend/backend.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { differences, editJobCues } from '../../cues/edit-job-cues.ts'
import { revisionOf, sheetAt, sheetOf, syncCues } from '../../cues/job-cues.ts'
import { viewCues } from '../../cues/view-cues.ts'
import { Refusal } from '../../refusal.ts'
import type { Call, Handler } from '../../serving/call.ts'
import { detailsOf } from './details.ts'
import { invalid, invalidMembers } from './problem.ts'

const PATH = '/v1/translations/:id/cues'

/** Creates the routes that read and edit cues. */
export function cueRoutes(
  backend: Backend,
  find: (call: Call) => SimulatedJob,
): Readonly<Record<string, Handler>> {
  const withCues = (call: Call): SimulatedJob => requireCues(find(call), backend)
  return {
    [`GET ${PATH}`]: (call) => readCues(call, withCues(call), acceptedFormat(call)),
    [`GET ${PATH}.srt`]: (call) => readCues(call, withCues(call), 'srt'),
    [`GET ${PATH}.vtt`]: (call) => readCues(call, withCues(call), 'vtt'),
    [`POST ${PATH}/edits`]: async (call) => {
      const revision = readIfMatch(call)
      const job = withCues(call)
      const key = call.header('idempotency-key')
      return await once(key && `${job.id} ${key}`, await call.text(), backend, async () =>
        editCues(job, revision, readEdits(await call.json()), backend),
      )
    },
  }
}

/** Brings the cues up to date. @throws Refusal 404 before there are any */
export function requireCues(job: SimulatedJob, { clock }: Backend): SimulatedJob {
  const { cues } = detailsOf(job)
  syncCues(job, cues, clock.nowMs())
  if (revisionOf(cues) > 0) return job
  throw new Refusal(
    404,
    'no_cues',
    `The translation ${job.id} has no cues: its source is not transcribed yet.`,
  )
}

const MEDIA_TYPES = { srt: 'application/x-subrip; charset=utf-8', vtt: 'text/vtt; charset=utf-8' }
const MAX_PAGE = 500

function readCues({ url }: Call, job: SimulatedJob, format: SubtitleFormat | undefined): Response {
  const query = url.searchParams
  const target = query.get('target') ?? undefined
  const languages = shownLanguages(job, target)
  const at = readCursor(query.get('cursor'))
  const { cues } = detailsOf(job)
  const revision = at?.revision ?? Number(query.get('revision') ?? revisionOf(cues))
  const sheet = sheetAt(cues, revision)
  if (!sheet)
    throw new Refusal(
      410,
      'revision_gone',
      `The cues of ${job.id} have no revision ${revision}; read them anew.`,
    )
  const headers = { etag: `"c${revision}"`, 'cache-control': 'no-store', vary: 'accept' }
  const limit = Math.min(MAX_PAGE, Math.max(1, Number(query.get('limit') ?? MAX_PAGE) || MAX_PAGE))
  if (format === undefined)
    return Response.json(pageOf(job, sheet, languages, { revision, offset: at?.offset ?? 0, limit }), {
      headers,
    })
  const text = writeSubtitles(viewCues(sheet, languages, cues), format, target)
  return new Response(text, { headers: { ...headers, 'content-type': MEDIA_TYPES[format] } })
}

/** The first of our formats that the header names. */
function acceptedFormat({ header }: Call): SubtitleFormat | undefined {
  const accept = header('accept') ?? ''
  const formats = [
    ['application/json', undefined],
    ['application/x-subrip', 'srt'],
    ['text/vtt', 'vtt'],
  ] as const
  const named = formats.map(([mediaType, format]) => ({ format, at: accept.indexOf(mediaType) }))
  return named.filter(({ at }) => at >= 0).toSorted((one, other) => one.at - other.at)[0]?.format
}

function shownLanguages({ targets }: SimulatedJob, target: string | undefined): string[] {
  const languages = targets.map(({ language }) => language)
  if (target === undefined) return languages
  if (languages.includes(target)) return [target]
  throw invalid('/target', `There is no target \`${target}\`. The targets are ${languages.join(', ')}.`)
}

interface CueRange {
  revision: number
  offset: number
  limit: number
}

function readCursor(cursor: string | null): Omit<CueRange, 'limit'> | undefined {
  if (cursor === null) return undefined
  const [, revision, offset] = /^(\d{1,9})\.(\d{1,9})$/.exec(cursor) ?? []
  if (revision !== undefined) return { revision: Number(revision), offset: Number(offset) }
  throw invalid('/cursor', 'It is not a cursor of cues: pass the `nextCursor` of a page as it is.')
}

function pageOf(
  job: SimulatedJob,
  sheet: CueSheet,
  languages: string[],
  { revision, offset, limit }: CueRange,
): CuePage {
  const { cues } = detailsOf(job)
  const end = offset + limit
  const { language } = job.source
  return {
    revision,
    applied: Object.fromEntries([...cues.results].map(([tag, result]) => [tag, result.revision])),
    ...(language !== undefined && { language }),
    items: viewCues({ cues: sheet.cues.slice(offset, end) }, languages, cues),
    ...(end < sheet.cues.length && { nextCursor: `${revision}.${end}` }),
  }
}

/** The revision that a request is for. @throws Refusal 428 or 400 */
function readIfMatch({ header }: Call): number {
  const tag = header('if-match')
  if (tag === null) {
    const detail = 'Say which revision is edited: send the ETag of the cues as If-Match.'
    throw new Refusal(428, 'precondition_required', detail)
  }
  const [, revision] = /^(?:W\/)?"c(\d{1,9})"$/.exec(tag.trim()) ?? []
  if (revision !== undefined) return Number(revision)
  throw invalid('/if-match', 'It is not an ETag of cues, such as "c7".')
}

function readEdits({ edits }: Readonly<Record<string, unknown>>): CueEdit[] {
  if (!Array.isArray(edits) || edits.length === 0 || edits.length > MAX_EDITS)
    throw invalid('/edits', `It must be a list of 1 to ${MAX_EDITS} edits.`)
  const errors = editErrors(edits)
  if (errors.length > 0) throw invalidMembers(errors)
  return edits as CueEdit[]
}

/** A repeat gets the old answer, whatever the cues are by now. */
async function once(
  key: string | null,
  body: string,
  { idempotency }: Backend,
  edit: () => Promise<Response>,
): Promise<Response> {
  let isNew = false
  const make = (): Promise<Response> => {
    isNew = true
    return edit()
  }
  const onMismatch = (): never => {
    const detail = 'This Idempotency-Key was used for other edits; use a new key for a new request.'
    throw new Refusal(422, 'idempotency_key_reused', detail)
  }
  const response = await idempotency.once(key && `edits ${key}`, body, make, { onMismatch })
  if (!isNew) response.headers.set('idempotent-replayed', 'true')
  return response
}

function editCues(job: SimulatedJob, asked: number, edits: CueEdit[], { jobs }: Backend): Response {
  const { cues } = detailsOf(job)
  if (asked !== revisionOf(cues)) throw outdated(job, asked)
  const languages = job.targets.map(({ language }) => language)
  const { changed, removed } = editOrRefuse(job, edits, languages)
  if (changed.length + removed.length > 0) jobs.noteChange(job)
  const revision = revisionOf(cues)
  const answer: CueEditResult = { revision, changed: pick(job, changed), removed }
  return Response.json(answer, { headers: { etag: `"c${revision}"` } })
}

function editOrRefuse(job: SimulatedJob, edits: CueEdit[], languages: string[]) {
  const { cues } = detailsOf(job)
  try {
    return editJobCues(cues, edits, { languages, seconds: job.source.durationSeconds ?? Infinity })
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error
    const { rule, pointer, cue, message } = error
    const details = { errors: [{ pointer, detail: message }], rule, ...(cue !== undefined && { cue }) }
    if (rule === 'conflict') throw new Refusal(409, 'edit_conflict', message, details)
    throw new Refusal(422, 'edit_refused', message, details)
  }
}

function outdated(job: SimulatedJob, asked: number): Refusal {
  const { cues } = detailsOf(job)
  const revision = revisionOf(cues)
  const before = sheetAt(cues, asked) ?? { cues: [], nextNumber: 1 }
  const ids = differences(before, sheetOf(cues))
  const present = new Set(sheetOf(cues).cues.map(({ id }) => id))
  const detail = `The cues are at revision ${revision} and no longer at ${asked}. Make the edits again on what has changed.`
  return new Refusal(412, 'outdated', detail, {
    revision,
    changed: pick(job, [...ids]),
    removed: [...ids].filter((id) => !present.has(id)),
  })
}

/** These cues, in the order of time. */
function pick(job: SimulatedJob, ids: readonly string[]): Cue[] {
  const { cues } = detailsOf(job)
  const wanted = sheetOf(cues).cues.filter(({ id }) => ids.includes(id))
  const languages = job.targets.map(({ language }) => language)
  return viewCues({ cues: wanted }, languages, cues)
}
