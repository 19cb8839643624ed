import type { StatusFaceOptions } from '../config/server-options.ts'
import {
  ApiError,
  isFinal,
  type Translation,
  type VideoTranslationClient,
  VideoTranslationError,
} from 'video-translation-client'
import {
  type RequestReader,
  Refusal,
  STATUS_WORDS,
  type StartRequest,
  type StatusJob,
  type StatusJobs,
} from 'video-translation-simulator'

/** Makes a client of the server itself, with the credentials of the caller. */
export type ClientFor = (call: RequestReader) => VideoTranslationClient

/** The headers that identify the caller. */
export function credentialsOf({ header }: RequestReader): Record<string, string> {
  return Object.fromEntries(
    ['authorization', 'x-api-key'].flatMap((name) => {
      const value = header(name)
      return value === null ? [] : [[name, value]]
    }),
  )
}

/**
 * Presents real translations as the jobs of the status contracts. The caller's own id is the
 * translation's reference.
 */
export function createTranslationJobs(clientFor: ClientFor, defaults: StatusFaceOptions): StatusJobs {
  return {
    async start(request, call) {
      const running = request.id === undefined ? undefined : await find(request.id, clientFor(call))
      if (running && !isFinal(running.status)) return statusJobOf(running)
      return statusJobOf(await asRefusal(clientFor(call).create(createRequest(request, defaults))))
    },
    async get(id, call) {
      const found = await find(id, clientFor(call))
      return found && statusJobOf(found)
    },
    async cancel(id, call) {
      const found = await find(id, clientFor(call))
      return found && statusJobOf(await asRefusal(clientFor(call).cancel(found.id)))
    },
    ownerOf: (call) => JSON.stringify(credentialsOf(call)),
  }
}

/**
 * Finds the newest translation with the caller's own id, or the one with the translation's id.
 */
async function find(id: string, client: VideoTranslationClient): Promise<Translation | undefined> {
  const { items } = await asRefusal(client.list({ reference: id, limit: 1 }).page())
  if (items[0]) return items[0]
  const [outcome] = await client.getMany([id])
  return outcome?.translation
}

function createRequest({ id, from, to, fields }: StartRequest, defaults: StatusFaceOptions) {
  const source = fields['video_url'] ?? fields['source_url'] ?? defaults.source
  const language = to ?? defaults.to
  if (typeof source !== 'string' || !language) {
    throw new Refusal(
      400,
      'missing_source',
      'Name a video_url and a target_language; this server has no default for them.',
    )
  }
  const spoken = from ?? defaults.from
  return {
    source,
    to: [language],
    ...(spoken && { from: spoken }),
    ...(id !== undefined && { reference: id }),
  }
}

/** Turns refusals of the API into those of the face. */
async function asRefusal<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError)
      throw new Refusal(error.status, error.code, error.problem?.detail ?? error.message)
    if (error instanceof VideoTranslationError) throw new Refusal(400, error.code, error.message)
    throw error
  }
}

function statusJobOf({ id, reference, status, error, from, targets, progress }: Translation): StatusJob {
  const [target] = targets
  const message = target?.error?.message ?? error?.message
  return {
    id: reference ?? id,
    result: STATUS_WORDS[status],
    ...(message && { message }),
    ...(from && { from }),
    ...(target && { to: target.language }),
    ...(progress !== undefined && { progress }),
  }
}
