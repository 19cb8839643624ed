import type { FastifyRequest } from 'fastify'
import { isFinal } from 'video-translation-client'
import { isTargetStale } from 'video-translation-client/editing'
import type { TaskRecord, TranslationRecord } from '../../store/records.ts'
import type { ReviseRequest } from '../../store/store.ts'
import { type Api, type Exchange, viewer } from '../api/api.ts'
import { findTranslation } from '../api/find-translation.ts'
import { invalidRequest, Problem, translationNotFound } from '../problems/problem.ts'
import type { App } from '../requests/typed-app.ts'
import { ApplyBody, ApproveBody, RetryBody, TargetsBody } from '../schemas/cue-schemas.ts'
import { answers, IdParams, json, ref, Translation } from '../schemas/schemas.ts'
import { canonicalLanguages, checkWithEngine } from './check-create.ts'
import { refuseNow } from './create-translation.ts'
import { noCues } from './read-cues.ts'

const BEGUN = {
  200: json('There is nothing to do.', ref(Translation), 'ETag'),
  202: json('It goes on, as its next revision.', ref(Translation), 'ETag'),
}

const common = { tags: ['translations'], params: IdParams, response: answers(BEGUN, 404, 409, 413, 422, 507) }

const apply = {
  ...common,
  operationId: 'applyCues',
  summary: 'Bring the results up to date with the cues',
  description:
    'Does again only what edits have changed: open lines are translated, changed lines are spoken, and the files are ' +
    'made anew. Until then the old files stay, marked `stale`. Edits made meanwhile stay for the next time.',
  body: ApplyBody,
}

const retry = {
  ...common,
  operationId: 'retryTranslation',
  summary: 'Try again what failed or was canceled',
  description: 'What was finished before is not done again.',
  body: RetryBody,
}

const targets = {
  ...common,
  operationId: 'addTargets',
  summary: 'Add targets, or do existing ones again',
  description: 'With `options`, these targets are made with them; the other options of the translation stay.',
  body: TargetsBody,
}

const approve = {
  ...common,
  operationId: 'approveTranslation',
  summary: 'Go on after a review',
  description:
    'Ends the stop that the create asked for with `review`. `revision` is that of the cues that were looked at: if ' +
    'they have another one by now, nothing happens (409). Repeating it changes nothing.',
  body: ApproveBody,
  response: answers({ 200: json('It goes on.', ref(Translation), 'ETag') }, 404, 409, 413),
}

export function reviseTranslationRoutes(app: App, api: Api): void {
  app.post('/v1/translations/:id/apply', { schema: apply }, async (request, reply) => {
    const { id } = request.params
    const record = await findTranslation(id, request, api)
    const stale = await staleTargets(record, api)
    const again = chosenOf(record, stale, (request.body as Chosen).targets)
    refuseApply(record, again, api)
    if (isBeingApplied(record, again)) return send(202, record, { request, reply, api })
    return await reviseOr200(record, { again }, { request, reply, api })
  })
  app.post('/v1/translations/:id/retry', { schema: retry }, async (request, reply) => {
    const record = await findTranslation(request.params.id, request, api)
    const again = chosenOf(record, failedOf(record), (request.body as Chosen).targets)
    return await reviseOr200(record, { again }, { request, reply, api })
  })
  app.post('/v1/translations/:id/targets', { schema: targets }, async (request, reply) => {
    const { to, options } = request.body as { to: string[]; options?: Record<string, unknown> }
    const record = await findTranslation(request.params.id, request, api)
    const languages = canonicalLanguages(to, languageOfSource(record))
    await checkTargets(record, languages, options, api)
    const known = new Set(record.targetTasks.map(languageOf))
    const again = languages.filter((language) => known.has(language))
    const add = languages.filter((language) => !known.has(language))
    return await reviseOr200(record, { again, add, ...(options && { options }) }, { request, reply, api })
  })
  app.post('/v1/translations/:id/approve', { schema: approve }, async (request, reply) => {
    const { id } = request.params
    await findTranslation(id, request, api)
    const approved = await api.store.approve(id, request.body as Parameters<Api['store']['approve']>[1])
    if (approved === undefined) throw translationNotFound(id)
    if (approved === 'not_waiting') throw notWaiting(id, (request.body as { stage: string }).stage)
    if (approved === 'outdated') throw outdated(id)
    return send(200, approved, { request, reply, api })
  })
}

function refuseApply({ engine }: TranslationRecord, again: readonly string[], { engines }: Api): void {
  const detail = engines.get(engine)?.corrections?.noApply
  if (detail !== undefined && again.length > 0) throw new Problem(422, 'unsupported', detail)
}

interface Chosen {
  targets?: string[]
}

async function reviseOr200(record: TranslationRecord, wanted: ReviseRequest, exchange: Exchange) {
  const revised = await reviseIfAny(record, wanted, exchange.request, exchange.api)
  exchange.request.changedNothing = revised === undefined
  return revised ? send(202, revised, exchange) : send(200, record, exchange)
}

/** Undefined: there is nothing to do. */
async function reviseIfAny(
  record: TranslationRecord,
  wanted: ReviseRequest,
  { owner }: FastifyRequest,
  api: Api,
): Promise<TranslationRecord | undefined> {
  if (wanted.again.length + (wanted.add?.length ?? 0) === 0) return undefined
  if (!isFinal(record.status)) throw notFinal(record.id)
  await refuseNow(owner, api)
  await refuseLimited(record, owner, api)
  const { retentionMs = api.settings.retentionMs } = await api.owners.limits(owner)
  const expiresAt = retentionMs === undefined ? undefined : api.store.wall() + retentionMs
  const revised = await api.store.revise(record.id, { ...wanted, ...(expiresAt && { expiresAt }) })
  if (revised === undefined) throw translationNotFound(record.id)
  if (revised === 'not_final') throw notFinal(record.id)
  return revised
}

/** Tries again what failed or was canceled. Resolves with whether there was something. */
export async function retryFailed(
  record: TranslationRecord,
  request: FastifyRequest,
  api: Api,
): Promise<boolean> {
  return (await reviseIfAny(record, { again: failedOf(record) }, request, api)) !== undefined
}

function failedOf({ targetTasks }: TranslationRecord): string[] {
  return targetTasks.filter(({ status }) => status === 'error' || status === 'canceled').map(languageOf)
}

/** Minutes count when a source is prepared, so targets alone need none. */
async function refuseLimited(
  { sourceTask }: TranslationRecord,
  owner: string,
  { owners }: Api,
): Promise<void> {
  if (sourceTask.status === 'completed') await owners.refuseFull(owner, 0)
  else await owners.refuseSpent(owner)
}

function send(status: number, record: TranslationRecord, { request, reply, api }: Exchange) {
  return reply.code(status).header('etag', `"${record.version}"`).send(viewer(request, api)(record))
}

/** Targets with a result that lacks something that the cues have. */
async function staleTargets(record: TranslationRecord, api: Api): Promise<string[]> {
  const stored = await api.store.cues.read(record.id)
  if (!stored) throw noCues(record, api)
  const { sheet, results } = stored
  return [...results].flatMap(([language, { cues }]) =>
    isTargetStale(sheet.cues, language, cues) ? [language] : [],
  )
}

/** A repeated request must not fail because the first one did what it should. */
function isBeingApplied(record: TranslationRecord, again: string[]): boolean {
  const { status, revision, cueRevision, targetTasks } = record
  if (isFinal(status) || revision === 1) return false
  const open = targetTasks.filter((task) => !isFinal(task.status))
  if (!open.every((task) => task.cueRevision === cueRevision)) return false
  return again.every((language) => open.some((task) => task.language === language))
}

function chosenOf(record: TranslationRecord, possible: string[], wanted: string[] | undefined): string[] {
  if (wanted === undefined) return possible
  const known = record.targetTasks.map(languageOf)
  const errors = wanted.flatMap((language, index) =>
    known.includes(language)
      ? []
      : [{ pointer: `/targets/${index}`, detail: `There is no target \`${language}\`.` }],
  )
  if (errors.length > 0) throw invalidRequest(errors)
  return possible.filter((language) => wanted.includes(language))
}

async function checkTargets(
  record: TranslationRecord,
  to: string[],
  options: Record<string, unknown> | undefined,
  api: Api,
): Promise<void> {
  const { engines, settings } = api
  const all = new Set([...record.targetTasks.map(languageOf), ...to])
  if (all.size > settings.limits.targets) {
    const detail = `At most ${settings.limits.targets} languages are allowed; it would have ${all.size}.`
    throw invalidRequest([{ pointer: '/to', detail }])
  }
  const engine = engines.get(record.engine)
  const from = languageOfSource(record)
  const source = record.source.url === undefined ? 'upload' : 'url'
  const merged = { ...record.options, ...options }
  const isDone = ({ language = '', status }: TaskRecord) => status === 'completed' && to.includes(language)
  const again = record.targetTasks.filter(isDone).map(languageOf)
  const request = { source, ...(from && { from }), to, options: merged, again } as const
  if (engine) await checkWithEngine(engine, request, api)
}

function languageOf({ language = '' }: { language?: string }): string {
  return language
}

function languageOfSource({ from, source }: TranslationRecord): string | undefined {
  return from ?? source.detectedLanguage
}

function notFinal(id: string): Problem {
  const detail = `The translation ${id} has not ended. Wait for its end; what was edited meanwhile stays for then.`
  return new Problem(409, 'not_final', detail)
}

function notWaiting(id: string, stage: string): Problem {
  const detail = `The translation ${id} does not wait for a review of its ${stage}.`
  return new Problem(409, 'not_waiting', detail)
}

function outdated(id: string): Problem {
  const detail = `The cues of ${id} were edited since. Read them again, then approve their newest revision.`
  return new Problem(409, 'outdated', detail)
}
