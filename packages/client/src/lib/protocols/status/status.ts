import type { ProblemDocument } from '../../translation.ts'
import { type DefinedProtocol, defineProtocol } from '../define.ts'
import { checkOptions, type OptionKinds } from '../../options.ts'
import type { Known } from '../../protocol.ts'
import { type Body, readJson, textIn } from '../answers.ts'
import { createReader, messageIn } from './read.ts'
import { type Shape, shapeNamed, type StatusOptions } from './shapes.ts'
import { callOf, type Job, look, start, type StatusRequest } from './start.ts'
import { STATUS_WORDS } from './words.ts'

const FIELDS = ['status', 'result', 'state']
const ID_FIELDS = ['job_id', 'jobId', 'task_id', 'taskId', 'translation_id', 'id', 'uuid', 'job']

const OPTION_KINDS: OptionKinds<StatusOptions> = {
  shape: 'string',
  start: 'string',
  get: 'string',
  cancel: 'string',
  ids: ['caller', 'server'],
  body: 'function',
  fields: 'object',
  idFields: 'object',
  words: 'object',
}

/**
 * What a small server speaks that starts jobs and tells how each stands, in a word. It is told of no source and has no files.
 * Where the server has one job without an id (`shape: 'single'`), call it as you like: `client.wait('video')`.
 */
export function status(options: StatusOptions = {}): DefinedProtocol<StatusRequest> {
  checkOptions('the protocol status', options, OPTION_KINDS)
  const { shape: name = 'start', fields = FIELDS, idFields = ID_FIELDS, words: own, ...changes } = options
  const shape: Shape = { ...shapeNamed(name), ...changes }
  const words = { ...STATUS_WORDS, ...own }
  const reader = createReader(words, { fields, idFields })
  const { cancel } = shape
  return defineProtocol<StatusRequest>({
    name: 'status',
    words,
    // Small servers and simulations take seconds, not the minutes of a real translation; how many, nobody knows.
    guess: { fixedSeconds: 3, perMediaSecond: 0, trust: 0.3 },
    headers: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
    problem,
    create: (http, request) => start(shape, http, request, reader),
    get: (http, it) => look(shape, http, jobOf(it), reader),
    ...(cancel && {
      cancel: (http, id) =>
        http.send(callOf(cancel, id), async (it) => reader.job(await readJson(it), jobOf({ id }))),
    }),
  })
}

function jobOf({ id, latest }: Known): Job {
  return { id, reference: latest?.reference, from: latest?.from, to: latest?.targets[0]?.language }
}

/** These servers say `error` either for a code or for a whole sentence. */
function problem(body: unknown): Partial<ProblemDocument> {
  const said = body as Body
  const code = textIn(said['error'])
  const detail = messageIn(said)
  return { ...(code && /^\w+$/.test(code) && { code }), ...(detail && { detail }) }
}
