import type { Estimate } from 'video-translation-client/estimate'
import type { Fields } from '../../serving/body.ts'
import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob, JobSource } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { invalid } from './problem.ts'
import { createJobCues } from '../../cues/job-cues.ts'
import type { NativeDetails } from './details.ts'
import { holdForReview, readReview } from './review.ts'
import { translationOf } from './view.ts'

/** Limit of the real server. */
const MAX_TARGETS = 500

/**
 * Creates a translation. A repeat with the same key gets the first translation in its present
 * state.
 */
export async function createTranslation(call: Call, backend: Backend): Promise<Response> {
  const { jobs, idempotency } = backend
  let isNew = false
  const make = async () => {
    isNew = true
    return Response.json({ id: (await create(call, backend)).id })
  }
  const key = call.header('idempotency-key')
  const answer = await idempotency.once(key, await call.text(), make, { onMismatch: keyReused })
  const { id } = (await answer.json()) as { id: string }
  const job = jobs.get(id)
  if (!job) throw new Refusal(404, 'translation_not_found', `The translation ${id} no longer exists.`)
  const view = jobs.view(job)
  return Response.json(translationOf(view, backend), {
    status: 201,
    headers: {
      location: `/v1/translations/${id}`,
      etag: `"${view.version}"`,
      ...(!isNew && { 'idempotent-replayed': 'true' }),
    },
  })
}

/** Checks a request in the same way before its source is uploaded. */
export async function validateTranslation(call: Call, backend: Backend): Promise<Response> {
  checkEarly(await call.json(), backend)
  return new Response(null, { status: 204 })
}

/** Nothing has to be installed for a simulated translation. */
export async function estimateTranslation(call: Call, backend: Backend): Promise<Response> {
  const fields = await call.json()
  checkEarly(fields, backend)
  const { durationSeconds } = fields
  return Response.json({
    engine: 'simulated',
    possible: true,
    problems: [],
    steps: [],
    packs: [],
    programs: [],
    ...(typeof durationSeconds === 'number' && { durationSeconds }),
  } satisfies Estimate)
}

function checkEarly(fields: Fields, backend: Backend): void {
  readLanguages(fields)
  readReview(fields)
  if (fields.source !== undefined) readSource(fields, backend)
}

async function create(call: Call, backend: Backend): Promise<SimulatedJob> {
  const { jobs, ids, clock } = backend
  const fields = await call.json()
  const source = readSource(fields, backend)
  const { from, reference, options = {} } = fields
  const details: NativeDetails = {
    options,
    revision: 1,
    review: readReview(fields),
    cues: createJobCues(),
    events: [],
    previews: [],
  }
  const job = jobs.create({
    id: `tr_${ids.uuidAt('job', clock.nowMs())}`,
    targets: readLanguages(fields),
    source: { ...source, ...(typeof from === 'string' && { language: from }) },
    reference: typeof reference === 'string' ? reference : undefined,
    scenario: call.scenario(source.url),
    origin: call.origin,
    details: { ...details },
  })
  holdForReview(job, backend)
  return job
}

export function readLanguages({ to }: Fields): string[] {
  const tags = Array.isArray(to) ? to.filter((tag) => typeof tag === 'string' && isTag(tag)) : []
  if (!Array.isArray(to) || tags.length === 0 || tags.length < to.length)
    throw invalid('/to', 'It must be a list of BCP 47 language tags, such as `es`.')
  if (tags.length > MAX_TARGETS) throw invalid('/to', `It has at most ${MAX_TARGETS} languages.`)
  if (new Set(tags).size < tags.length) throw invalid('/to', 'The list names a language twice.')
  return tags as string[]
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

function readSource({ source }: Fields, { uploads }: Backend): JobSource {
  const { url, upload } = (source ?? {}) as { url?: unknown; upload?: unknown }
  if (typeof url === 'string' && upload === undefined) {
    if (!URL.canParse(url)) throw invalid('/source/url', 'It is not a URL.')
    return { url }
  }
  if (typeof upload !== 'string' || url !== undefined)
    throw invalid('/source', 'Give either `url` or `upload`.')
  const known = uploads.get(upload)
  if (!known) throw new Refusal(422, 'upload_not_found', `There is no upload ${upload}.`)
  if (!known.complete) throw new Refusal(422, 'upload_incomplete', `The upload ${upload} is not complete.`)
  return { upload, bytes: known.bytes, ...(known.name && { name: known.name }) }
}

function keyReused(): never {
  const detail = 'This Idempotency-Key was used for another request. Use a new key for each request.'
  throw new Refusal(422, 'idempotency_key_reused', detail)
}
