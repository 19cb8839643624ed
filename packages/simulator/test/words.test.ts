import { ElevenLabs } from '@elevenlabs/elevenlabs-js'
import { createSimulator, type FaceName, type Simulator } from 'video-translation-simulator'
import { describe, expect, test } from 'vitest'

// The status words of each route, by the specification that `docs/vendors` names. The SDK of
// ElevenLabs has its enumerations, but any text for `GET /v1/dubbing/{id}`: these three are from
// the OpenAPI document.
const DUB = ['dubbing', 'dubbed', 'failed']
// The SDK lists `processing`, too, but says that no project is reported with it.
const PROJECT = Object.values(ElevenLabs.DubbingProjectResponseStatus).filter((word) => word !== 'processing')
const LANGUAGE = Object.values(ElevenLabs.DubbingLanguageResponseStatus)
const HEYGEN_ONE = ['pending', 'running', 'completed', 'failed']
const HEYGEN_MANY = ['queued', 'processing', 'completed', 'failed']
const HEYGEN_WORK = ['processing', 'completed', 'failed']
const AZURE = ['NotStarted', 'Running', 'Succeeded', 'Failed', 'Canceled']
const NATIVE_TARGET = ['pending', 'running', 'needs_input', 'completed', 'error', 'canceled']
const STATUS = ['pending', 'completed', 'error']

/** One route that reports a status: its path, its allowed words, and their place in the answer. */
interface Route {
  path: string
  words: readonly string[]
  /** Words that no simulated translation reaches. */
  never?: readonly string[]
  pick(body: never): unknown
}

interface Play {
  /**
   * Starts a translation, and resolves with all routes that report it, always under the same names.
   */
  (ask: Ask): Promise<Record<string, Route>>
}

type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<never>

const URL_OF_SOURCE = 'https://example.com/talk.mp4'
const V3 = '/v3/video-translations'
const AZURE_VERSION = 'api-version=2026-03-01'

const PLAYS: Record<FaceName, Play> = {
  async status(ask) {
    await ask('POST', '/start', { job_id: 'a' })
    const pick = ({ result, status }: { result: string; status: string }) => [result, status]
    return {
      'GET /status': { path: '/status', words: STATUS, pick },
      'GET /status?job_id': { path: '/status?job_id=a', words: STATUS, pick },
      'GET /status/{id}': { path: '/status/a', words: STATUS, pick },
      'GET /job/{id}': { path: '/job/a', words: STATUS, pick },
      'GET /jobs/{id}': { path: '/jobs/a', words: STATUS, pick },
    }
  },

  async native(ask) {
    const source = { url: URL_OF_SOURCE }
    const { id } = await ask('POST', '/v1/translations', { source, to: ['es', 'fr'] })
    const words = [...NATIVE_TARGET, 'partial']
    const one = ({ status }: { status: string }) => [status]
    const targets = ({ targets: all }: { targets: { status: string }[] }) => all.flatMap(one)
    const items = ({ items: all }: { items: { status: string }[] }) => all.flatMap(one)
    const path = `/v1/translations/${String(id)}`
    return {
      'GET /v1/translations/{id}': { path, words, pick: one },
      'GET /v1/translations/{id} targets': { path, words: NATIVE_TARGET, pick: targets },
      'GET /v1/translations': { path: '/v1/translations', words, pick: items },
      'GET /v1/translations?id': { path: `/v1/translations?id=${String(id)}`, words, pick: items },
    }
  },

  async heygen(ask) {
    const request = {
      video: { type: 'url', url: URL_OF_SOURCE },
      output_languages: ['French'],
      title: 'Talk',
    }
    const [made, batch, session, legacy] = [
      (await ask('POST', V3, request)) as { data: { video_translation_ids: string[] } },
      (await ask('POST', `${V3}/batches`, { video_translations: [request] })) as {
        data: { batch_id: string }
      },
      (await ask('POST', `${V3}/proofreads`, request)) as { data: { proofread_ids: string[] } },
      (await ask('POST', '/v2/video_translate', {
        video_url: URL_OF_SOURCE,
        output_language: 'French',
      })) as { data: { video_translate_id: string } },
    ]
    const [id] = made.data.video_translation_ids
    const one = ({ data }: { data: { status: string } }) => [data.status]
    const many = ({ data }: { data: { status: string }[] }) => data.map(({ status }) => status)
    const batched = `${V3}/batches/${batch.data.batch_id}`
    return {
      'GET /v3/video-translations/{id}': { path: `${V3}/${id}`, words: HEYGEN_ONE, pick: one },
      'GET /v3/video-translations': { path: V3, words: HEYGEN_ONE, pick: many },
      'GET /v3/video-translations/statuses': {
        path: `${V3}/statuses?video_translation_ids=${id},nobody&batch_ids=${batch.data.batch_id}`,
        words: [...HEYGEN_MANY, 'not_found'],
        pick: many,
      },
      'GET /v3/video-translations/batches/{id}': { path: batched, words: HEYGEN_WORK, pick: one },
      'GET /v3/video-translations/batches/{id} items': {
        path: batched,
        words: HEYGEN_MANY,
        pick: ({ data }: { data: { items: { status: string }[]; counts_by_status: object } }) => [
          ...data.items.map(({ status }) => status),
          ...Object.keys(data.counts_by_status),
        ],
      },
      'GET /v3/video-translations/proofreads/{id}': {
        path: `${V3}/proofreads/${session.data.proofread_ids[0]}`,
        words: HEYGEN_WORK,
        pick: one,
      },
      'GET /v2/video_translate/{id}': {
        path: `/v2/video_translate/${legacy.data.video_translate_id}`,
        words: ['pending', 'running', 'success', 'failed'],
        pick: one,
      },
    }
  },

  async elevenlabs(ask) {
    const form = { source_url: URL_OF_SOURCE, target_lang: 'es', target_language: 'es' }
    const { dubbing_id: dub } = await ask('POST', '/v1/dubbing', new URLSearchParams(form))
    const { project_id: project, language_ids: languages } = await ask(
      'POST',
      '/v1/dubbing/project',
      new URLSearchParams(form),
    )
    const base = `/v1/dubbing/project/${String(project)}`
    const one = ({ status }: { status: string }) => [status]
    const listed = (name: string) => (body: Record<string, { status: string }[]>) => body[name]!.flatMap(one)
    return {
      'GET /v1/dubbing/{id}': { path: `/v1/dubbing/${String(dub)}`, words: DUB, pick: one },
      'GET /v1/dubbing': { path: '/v1/dubbing', words: DUB, pick: listed('dubs') },
      'GET /v1/dubbing/project/{id}': { path: base, words: PROJECT, pick: one },
      'GET /v1/dubbing/project': { path: '/v1/dubbing/project', words: PROJECT, pick: listed('projects') },
      'GET /v1/dubbing/project/{id}/language': {
        path: `${base}/language`,
        words: LANGUAGE,
        never: ['stale'],
        pick: listed('languages'),
      },
      'GET /v1/dubbing/project/{id}/language/{id}': {
        path: `${base}/language/${String((languages as string[])[0])}`,
        words: LANGUAGE,
        never: ['stale'],
        pick: one,
      },
    }
  },

  async azure(ask) {
    const root = '/videotranslation'
    const input = {
      targetLocale: 'es-ES',
      voiceKind: 'PlatformVoice',
      videoFileUrl: URL_OF_SOURCE,
      autoCreateFirstIteration: true,
    }
    const path = `${root}/translations/talk`
    await ask('PUT', `${path}?${AZURE_VERSION}`, { input }, { 'operation-id': 'create-talk' })
    const one = ({ status }: { status: string }) => [status]
    const latest = ({ latestIteration }: { latestIteration: { status: string } }) => one(latestIteration)
    // Its status is that of the creation, which takes a second and does not fail.
    const creation = { words: AZURE, never: ['NotStarted', 'Failed', 'Canceled'] }
    return {
      'GET /operations/{id}': {
        path: `${root}/operations/create-talk?${AZURE_VERSION}`,
        ...creation,
        pick: one,
      },
      'GET /translations/{id}': { path: `${path}?${AZURE_VERSION}`, ...creation, pick: one },
      'GET /translations/{id} latestIteration': {
        path: `${path}?${AZURE_VERSION}`,
        words: AZURE,
        pick: latest,
      },
      'GET /translations': {
        path: `${root}/translations?${AZURE_VERSION}`,
        words: AZURE,
        pick: ({ value }: { value: { latestIteration: { status: string } }[] }) => value.flatMap(latest),
      },
      'GET /translations/{id}/iterations/{id}': {
        path: `${path}/iterations/Initial?${AZURE_VERSION}`,
        words: AZURE,
        pick: one,
      },
    }
  },
}

const SCENARIOS = [
  '1m; startDelay=10s',
  'fails-early; duration=1m; startDelay=10s',
  'fails-late; duration=1m; startDelay=10s',
  'needs-input; duration=1m; startDelay=10s',
  'stuck; duration=1m',
  'partial; duration=1m',
  'completed-without-url; duration=1m',
]

type Verb = 'cancel' | 'fail' | 'finish'

describe.each(Object.keys(PLAYS) as FaceName[])('the face %s', (face) => {
  test('uses exactly the words of its specification on every route', async () => {
    const said: Record<string, { words: Set<unknown>; route: Route }> = {}
    const note = (name: string, route: Route, words: unknown) => {
      const entry = (said[name] ??= { words: new Set(), route })
      for (const word of words as string[]) entry.words.add(word)
    }
    for (const scenario of SCENARIOS) await life(face, scenario, undefined, note)
    for (const verb of ['cancel', 'fail', 'finish'] as const) await life(face, '1m', verb, note)
    for (const [name, { words, route }] of Object.entries(said)) {
      const expected = route.words.filter((word) => !route.never?.includes(word))
      expect([name, [...words].toSorted()]).toEqual([name, expected.toSorted()])
    }
  })
})

/** Requests every route of a face every five seconds until long after the end. */
async function life(
  face: FaceName,
  scenario: string,
  verb: Verb | undefined,
  note: (name: string, route: Route, words: unknown) => void,
): Promise<void> {
  await using simulator = createSimulator({ face, scenario, speed: 0 })
  const ask = requestsOf(simulator)
  const routes = await PLAYS[face](ask)
  for (let seconds = 0; seconds <= 90; seconds += 5) {
    if (verb && seconds === 30) {
      const { jobs } = simulator.backend(face)
      for (const job of jobs.list()) jobs[verb](job)
    }
    for (const [name, route] of Object.entries(routes))
      note(name, route, route.pick(await ask('GET', route.path)))
    simulator.advance('5s')
  }
}

function requestsOf({ fetch }: Simulator): Ask {
  const keys = { 'x-api-key': 'k', 'xi-api-key': 'k', 'ocp-apim-subscription-key': 'k' }
  return async (method, path, body, headers) => {
    const sent = body instanceof URLSearchParams || body === undefined ? body : JSON.stringify(body)
    const init = { method, headers: { ...keys, ...headers }, ...(sent && { body: sent }) }
    const answer = await fetch(path, init)
    expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true)
    return (await answer.json()) as never
  }
}
