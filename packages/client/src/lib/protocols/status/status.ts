import type { Http } from '../../http/http.ts'
import { withDefaults } from '../../options.ts'
import type { TranslationRef } from '../../protocol.ts'
import type { ProblemDocument } from '../../translation.ts'
import { type DefinedProtocol, defineProtocol } from '../define.ts'
import { asText, type JsonObject, readJson } from '../parse.ts'
import type { VendorSnapshot } from '../snapshot.ts'
import { checkRoutes, checkStatusOptions, checkStatusRequest } from './check.ts'
import type { StatusRequest } from './job.ts'
import { createFormat, messageIn, readJob } from './responses.ts'
import { callOf, type Route, type Shape, shapeNamed, type StatusOptions } from './shapes.ts'
import { start, type StatusServer } from './start.ts'
import { STATUS_WORDS } from './words.ts'

const FIELDS = ['status', 'result', 'state']
const ID_FIELDS = ['job_id', 'jobId', 'task_id', 'taskId', 'translation_id', 'id', 'uuid', 'job']

/**
 * The protocol of a small server that starts jobs and reports each one's status as a word. It takes
 * no source and has no files. With one job and no ids (`shape: 'single'`), pass any id, e.g.
 * `client.wait('video')`.
 * @throws {VideoTranslationError} `invalid_argument` for an option that cannot work
 */
export function status(options: StatusOptions = {}): DefinedProtocol<StatusRequest> {
  checkStatusOptions(options)
  const { shape: name = 'start', fields = FIELDS, idFields = ID_FIELDS, words: own, ...changes } = options
  const shape: Shape = withDefaults(shapeNamed(name), changes)
  checkRoutes(shape, name)
  const words = { ...STATUS_WORDS, ...own }
  const server: StatusServer = { shape, format: createFormat(words, fields, idFields) }
  const { get, cancel } = shape
  return defineProtocol<StatusRequest>({
    name: 'status',
    words,
    // Small servers and simulations take seconds, and little is known about how many.
    prior: { fixedSeconds: 3, perMediaSecond: 0, trust: 0.3 },
    headers: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
    problem: readProblem,
    create: async (http, request) => {
      checkStatusRequest(request)
      return await start(server, http, request)
    },
    get: (http, ref) => request(server, get, http, ref),
    ...(cancel && { cancel: (http, id) => request(server, cancel, http, { id }) }),
  })
}

/** Requests a route that responds with the status of a job. */
async function request(
  { format }: StatusServer,
  route: Route,
  http: Http,
  { id, latest }: TranslationRef,
): Promise<VendorSnapshot> {
  const job = { id, reference: latest?.reference, from: latest?.from, to: latest?.targets[0]?.language }
  return await http.send(callOf(route, id), async (response) =>
    readJob(await readJson(response), job, format),
  )
}

/** In these servers' errors, `error` is either a code or a whole sentence. */
function readProblem(body: unknown): Partial<ProblemDocument> {
  const problem = body as JsonObject
  const code = asText(problem['error'])
  const detail = messageIn(problem)
  return { ...(code && /^\w+$/.test(code) && { code }), ...(detail && { detail }) }
}
