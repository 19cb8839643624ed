import type { CreateTranslationBody } from 'video-translation-client'
import { formatNeed } from '../../engines/abilities.ts'
import type { Engine, EngineRequest, Refusal } from '../../engines/engine.ts'
import { anyAddress, isPublicAddress, urlRefusal } from '../../net/addresses.ts'
import type { Review } from '../../store/records.ts'
import type { NewTranslation, TaskNeeds } from '../../store/store.ts'
import type { Api } from '../api/api.ts'
import { checkWebhook } from './check-webhook.ts'
import { judgeRequest } from './judge-request.ts'
import { invalidRequest, refusedRequest, type FieldError, type Problem } from '../problems/problem.ts'
import { hashOf } from '../../hash-of.ts'

/**
 * Checks everything that is already known, so that nothing fails minutes later that could fail at
 * once.
 */
export async function checkCreate(
  body: CreateTranslationBody,
  owner: string,
  api: Api,
): Promise<NewTranslation> {
  const { languages, webhook, engine, needs } = await checkRequest(body, api)
  const source = await checkSource(body.source, owner, api)
  const { worker } = api.settings
  const { retentionMs = api.settings.retentionMs } = await api.owners.limits(owner)
  return {
    owner,
    engine: engine.name,
    source,
    ...languages,
    options: body.options ?? {},
    reference: body.reference,
    priority: body.priority ?? 0,
    expiresAt: retentionMs === undefined ? undefined : api.store.wall() + retentionMs,
    maxAttempts: worker.maxAttempts,
    needs,
    webhook,
    review: reviewOf(body),
  }
}

function reviewOf({ review = [], reviewTimeout }: CreateTranslationBody): Review | undefined {
  if (review.length === 0) return undefined
  const stages = REVIEW_STAGES.filter((stage) => review.includes(stage))
  return { stages, approved: [], ...(reviewTimeout && { timeout: reviewTimeout }) }
}

const REVIEW_STAGES = ['transcript', 'translation'] as const

/** A request whose source may still have to be uploaded. */
export type UncheckedBody = Omit<CreateTranslationBody, 'source'> &
  Partial<Pick<CreateTranslationBody, 'source'>>

type CheckedSource = NewTranslation['source']

/**
 * Throws whatever {@link checkCreate} would throw for reasons other than the content of the upload.
 */
export async function checkBeforeUpload(
  body: UncheckedBody,
  owner: string,
  api: Api,
): Promise<CheckedSource | undefined> {
  await checkRequest(body, api)
  return await checkGivenSource(body, owner, api)
}

/** Undefined: its upload comes later. */
export async function checkGivenSource(
  { source }: UncheckedBody,
  owner: string,
  api: Api,
): Promise<CheckedSource | undefined> {
  const isGiven = source && Object.keys(source).length > 0
  return isGiven ? await checkSource(source, owner, api) : undefined
}

/** What a source adds to the stored bytes of its owner, as far as it is known. */
export function bytesOf(source: CheckedSource | undefined): number {
  return source && 'upload' in source ? source.bytes : 0
}

/** Checks everything but the source. */
async function checkRequest(body: UncheckedBody, api: Api) {
  const { languages, engine, request } = readRequest(body, api)
  const webhook = checkWebhook(body, api)
  await checkWithEngine(engine, request, api)
  return { languages, webhook, engine, needs: needsOf(engine, request) }
}

/** @throws Problem for languages that are not valid, and for an unknown engine */
export function readRequest(body: UncheckedBody, api: Api) {
  const languages = checkLanguages(body, api.settings.limits.targets)
  const engine = checkEngine(body, api)
  // A client validates before it uploads a file.
  const url = body.source && 'url' in body.source ? body.source.url : undefined
  const source = url === undefined ? 'upload' : 'url'
  const { options = {}, review } = body
  const request: EngineRequest = { source, url, ...languages, options, ...(review && { review }) }
  return { languages, engine, request }
}

/** Equal for two bodies with equal content, in any order of properties. */
export function requestHash(body: CreateTranslationBody): string {
  return hashOf(sorted(body))
}

function checkLanguages(body: UncheckedBody, limit: number): { from?: string; to: string[] } {
  if (body.to.length > limit) {
    const detail = `At most ${limit} languages are allowed; the request has ${body.to.length}.`
    throw invalidRequest([{ pointer: '/to', detail }])
  }
  return checkTags(body.to, body.from)
}

function checkTags(tags: readonly string[], spoken: string | undefined): { from?: string; to: string[] } {
  const errors: FieldError[] = []
  const from = spoken === undefined ? undefined : canonical(spoken, '/from', errors)
  const to = tags.map((tag, index) => canonical(tag, `/to/${index}`, errors))
  to.forEach((tag, index) => {
    const detail = languageError(tag, index, to, from)
    if (tag && detail) errors.push({ pointer: `/to/${index}`, detail })
  })
  if (errors.length > 0) throw invalidRequest(errors)
  return { ...(from && { from }), to: to.filter((tag) => tag !== undefined) }
}

function languageError(tag: string | undefined, index: number, to: unknown[], from: string | undefined) {
  if (to.indexOf(tag) < index) return `\`${tag}\` is listed twice.`
  if (tag === from) return `\`${tag}\` is the language of the source.`
  return undefined
}

/** @throws Problem 400 for a tag that is none, is listed twice, or is that of the source. */
export function canonicalLanguages(to: readonly string[], from: string | undefined): string[] {
  return checkTags(to, from).to
}

function canonical(tag: string, pointer: string, errors: FieldError[]): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    errors.push({ pointer, detail: `\`${tag}\` is not a BCP 47 language tag, such as \`es\` or \`pt-BR\`.` })
    return undefined
  }
}

async function checkSource(
  source: CreateTranslationBody['source'],
  owner: string,
  api: Api,
): Promise<CheckedSource> {
  const { url, upload } = source as { url?: string; upload?: string }
  if ((url === undefined) === (upload === undefined)) {
    throw invalidRequest([{ pointer: '/source', detail: 'Give either `url` or `upload`.' }])
  }
  return url === undefined ? await checkUpload(String(upload), owner, api) : { url: checkUrl(url, api) }
}

function checkUrl(text: string, api: Api): string {
  const url = URL.parse(text)
  const pointer = '/source/url'
  if (!url) throw invalidRequest([{ pointer, detail: 'It is not a URL.' }])
  const detail = urlRefusal(url, api.settings.allowPrivateSources ? anyAddress : isPublicAddress)
  if (detail) throw refusedRequest('source_forbidden', [{ pointer, detail }])
  url.hash = ''
  return url.href
}

async function checkUpload(id: string, owner: string, api: Api) {
  const found = await api.uploads.find(id, owner)
  if (!found) throw uploadMissing(id)
  refuseTooLarge(found.size ?? found.offset, api)
  if (found.size === found.offset && found.size > 0) {
    return { upload: id, name: found.name, bytes: found.size }
  }
  const detail = `The upload ${id} is not complete: ${found.offset} of ${found.size ?? 'unknown'} bytes have arrived.`
  throw refusedRequest(found.size === 0 ? 'upload_empty' : 'upload_incomplete', [{ pointer: UPLOAD, detail }])
}

function refuseTooLarge(bytes: number, { settings }: Api): void {
  const { sourceBytes } = settings.limits
  if (bytes <= sourceBytes) return
  const detail = `The upload has ${bytes} bytes; a source may have at most ${sourceBytes}.`
  throw refusedRequest('source_too_large', [{ pointer: UPLOAD, detail }])
}

/** Also thrown for an upload that is removed while its translation is created. */
export function uploadMissing(id: string): Problem {
  const detail = `There is no upload ${id}; it may have expired.`
  return refusedRequest('upload_not_found', [{ pointer: UPLOAD, detail }])
}

const UPLOAD = '/source/upload'

function checkEngine(body: UncheckedBody, api: Api): Engine {
  const name = body.engine ?? api.settings.defaultEngine ?? [...api.engines.keys()][0] ?? ''
  const engine = api.engines.get(name)
  if (engine) return engine
  const detail = `There is no engine \`${name}\`. Available: ${[...api.engines.keys()].join(', ')}.`
  throw refusedRequest('unknown_engine', [{ pointer: '/engine', detail }])
}

/** @throws Problem `unsupported` when neither this node nor the workers can do it together */
export async function checkWithEngine(engine: Engine, request: EngineRequest, api: Api): Promise<void> {
  const refusals = await refusalsOf(engine, request, api)
  if (refusals.length === 0) return
  const errors = refusals.map(({ pointer, message, packs }) => ({
    pointer,
    detail: message,
    ...(packs && { packs: [...packs] }),
  }))
  throw refusedRequest('unsupported', errors)
}

/** Why neither this node nor the workers together can do it. */
export async function refusalsOf(
  engine: Engine,
  request: EngineRequest,
  { workforce }: Pick<Api, 'workforce'>,
): Promise<Refusal[]> {
  return workforce
    ? await judgeRequest(engine, request, await workforce.offers())
    : await engine.check(request)
}

/** The first step of each task. Workers hand a task on when they cannot do its next step. */
function needsOf(engine: Engine, request: EngineRequest): TaskNeeds | undefined {
  const needs = engine.needs?.(request)
  if (needs === undefined) return undefined
  const first = ([step]: typeof needs.source) => (step ? formatNeed(step) : '')
  return { source: first(needs.source), targets: needs.targets.map(first) }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}
