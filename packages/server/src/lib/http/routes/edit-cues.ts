import { Type } from 'typebox'
import type { CueEditsBody } from 'video-translation-client'
import { EditRefused } from 'video-translation-client/editing'
import type { EditOutcome, EditRequest } from '../../store/cue-store.ts'
import type { TranslationRecord } from '../../store/records.ts'
import { MAX_EDITED_BYTES, MAX_REVISIONS } from '../../store/cues/edit-history.ts'
import type { Api } from '../api/api.ts'
import { findTranslation } from '../api/find-translation.ts'
import { invalidRequest, Problem, translationNotFound } from '../problems/problem.ts'
import { readEdits } from '../requests/read-edits.ts'
import type { App } from '../requests/typed-app.ts'
import { CueEditResult, CueEdits } from '../schemas/cue-schemas.ts'
import { answers, IdParams, json } from '../schemas/schemas.ts'
import { noCues } from './read-cues.ts'
import { hashOf } from '../../hash-of.ts'

const schema = {
  operationId: 'editCues',
  summary: 'Edit cues',
  description:
    'Makes at most 500 edits, all or none: `set` (text, times, speaker; with `target`: text, voice, approved; a null ' +
    'text is translated again), `split`, `merge`, `insert`, `delete`, and `revert` of an earlier revision. ' +
    '`If-Match` names the revision that they are for; if the cues have another one, 412 says which cues have changed ' +
    'since. At most one edit is a `revert`. A broken rule is 422 with the cue and the rule, and 409 for a `revert` of what was changed again, or once the history of edits is full. ' +
    'The result of the translation stays as it is until `apply`.',
  tags: ['cues'],
  params: IdParams,
  headers: Type.Object({
    'if-match': Type.Optional(Type.String({ maxLength: 100, examples: ['"c7"'] })),
    'idempotency-key': Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: 'A repeat gets its old answer.' }),
    ),
  }),
  body: CueEdits,
  response: answers({ 200: json('Made.', CueEditResult, 'ETag') }, 404, 409, 412, 413, 422, 428),
}

export function editCuesRoute(app: App, api: Api): void {
  app.post('/v1/translations/:id/cues/edits', { schema }, async (request, reply) => {
    const { id } = request.params
    const key = request.headers['idempotency-key']
    const revision = revisionOf(request.headers['if-match'])
    const record = await findTranslation(id, request, api)
    const full = await whyFull(request.owner, api)
    const edits = readEdits((request.body as CueEditsBody).edits as never)
    const idempotency = key === undefined ? undefined : { key, requestHash: hashOf(edits) }
    const by = request.key?.name ?? ''
    // An engine refuses now what it could not make when the edits are applied.
    const check = api.engines.get(record.engine)?.corrections?.check
    const asked = { revision, edits, by, idempotency, check, isRepeatOnly: full !== undefined }
    const outcome = await editOrRefuse(id, asked, api)
    if (outcome.kind === 'no_repeat') throw full
    if (outcome.kind !== 'edited' && outcome.kind !== 'replayed')
      throw refusal(record, revision, outcome, api)
    if (outcome.kind === 'replayed') reply.header('idempotent-replayed', 'true')
    return reply.header('etag', `"c${outcome.answer.revision}"`).send(outcome.answer)
  })
}

/**
 * Why the owner may edit no more. It is no reason to refuse a repeat: the first request may have
 * taken the last room.
 */
async function whyFull(owner: string, { owners }: Api): Promise<unknown> {
  return await owners.refuseFull(owner, 0).catch((error: unknown) => error)
}

/** The revision that a request is for. @throws Problem 428 or 400 */
function revisionOf(header: string | undefined): number {
  if (header === undefined) {
    const detail = 'Say which revision is edited: send the ETag of the cues as If-Match.'
    throw new Problem(428, 'precondition_required', detail)
  }
  const [, revision] = /^(?:W\/)?"c(\d{1,9})"$/.exec(header.trim()) ?? []
  if (revision !== undefined) return Number(revision)
  const detail = 'It is not an ETag of cues, such as "c7".'
  throw invalidRequest([{ pointer: '/if-match', detail }])
}

async function editOrRefuse(id: string, request: EditRequest, { store }: Api): Promise<EditOutcome> {
  try {
    return await store.cues.edit(id, request)
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error
    const { rule, pointer, cue, message } = error
    const errors = [{ pointer, detail: message }]
    const details = { rule, ...(cue !== undefined && { cue }) }
    if (rule === 'conflict') throw new Problem(409, 'edit_conflict', message, { errors, details })
    throw new Problem(422, 'edit_refused', message, { errors, details })
  }
}

type Refused = Exclude<EditOutcome, { kind: 'edited' | 'replayed' | 'no_repeat' }>

function refusal(record: TranslationRecord, asked: number, outcome: Refused, api: Api): Problem {
  if (outcome.kind !== 'outdated') return refusalOf(record, outcome.kind, api)
  const { revision, changed, removed } = outcome
  const detail = `The cues are at revision ${revision} and no longer at ${asked}. Make the edits again on what has changed.`
  const headers = { etag: `"c${revision}"` }
  return new Problem(412, 'outdated', detail, { details: { revision, changed, removed }, headers })
}

function refusalOf(record: TranslationRecord, kind: Exclude<Refused['kind'], 'outdated'>, api: Api): Problem {
  const { id } = record
  if (kind === 'not_found') return translationNotFound(id)
  if (kind === 'history_full') return historyFull(id)
  if (kind === 'no_cues') return noCues(record, api)
  const detail = 'This Idempotency-Key was used for other edits; use a new key for a new request.'
  return new Problem(422, 'idempotency_key_reused', detail)
}

function historyFull(id: string): Problem {
  const detail =
    `The translation ${id} has as many edits as are kept: ${MAX_REVISIONS} revisions, or ${MAX_EDITED_BYTES} bytes of ` +
    'edits by people. ' +
    'Create it again with its newest subtitles to go on.'
  return new Problem(409, 'history_full', detail)
}
