import type { Connection } from './connection.ts'
import { download } from './download.ts'
import type { EditingVerbs } from './editing-verbs.ts'
import { invalid } from './errors.ts'
import type { Http } from './http/http.ts'
import { unlessMissing } from './http/problem.ts'
import { loggingFailure } from './logger.ts'
import { nativeEditing } from './native/editing.ts'
import { checkId, checkOptions, type OptionKinds, REQUEST_KINDS } from './options.ts'
import { type ListOptions, type Protocol, requireVerb } from './protocol.ts'
import { NATIVE } from './resume-token.ts'
import { TRANSLATION_STATUSES } from './translation.ts'

/** A verb that is loaded when it is first used. */
export type LaterVerb = keyof EditingVerbs | 'cancel' | 'delete' | 'download' | 'engines' | 'events' | 'list'

interface LaterCall {
  /** Absent for a verb that is about no translation. */
  id: string | undefined
  request: object
  options: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined }
}

/** The kinds of further options. */
const MORE_KINDS: Partial<Record<LaterVerb, object>> = {
  cues: { target: 'string', revision: 'count' },
  list: { cursor: 'string' },
}

type ListFilter = Omit<ListOptions, 'signal'>

const LIST_KINDS: OptionKinds<ListFilter> = {
  status: 'object',
  engine: 'string',
  reference: 'string',
  text: 'string',
  to: 'string',
  limit: 'count',
}

/** Calls a verb if the protocol has it. @throws {VideoTranslationError} `not_supported` */
export async function callLater(
  { http, protocol }: Connection,
  verb: LaterVerb,
  { id, request, options }: LaterCall,
): Promise<unknown> {
  if (verb === 'list') checkList(request)
  else if (verb !== 'engines') checkId(id)
  checkOptions(verb, options, { ...REQUEST_KINDS, ...MORE_KINDS[verb] })
  const { signal, timeoutMs, ...rest } = options
  return await loggingFailure(http.log, verb, id, async () => {
    const call = verbOf(protocol, verb)
    return await call(http.with({ signal, timeoutMs, translationId: id }), id, { ...request, ...rest })
  })
}

/** @throws {VideoTranslationError} `invalid_argument` for a filter that no server could read. */
function checkList(filter: ListFilter): void {
  checkOptions('list', filter, LIST_KINDS)
  for (const status of filter.status ?? []) checkOptions('list', { status }, { status: TRANSLATION_STATUSES })
}

type AnyVerb = (http: Http, id: string | undefined, request: object) => Promise<unknown>

function verbOf(protocol: Protocol<never>, verb: LaterVerb): AnyVerb {
  const editing = protocol.name === NATIVE ? nativeEditing : protocol.editing
  const verbs: Partial<Record<LaterVerb, unknown>> = {
    ...protocol,
    ...editing,
    list: protocol.list && ((http: Http, _: undefined, query: object) => protocol.list?.(http, query)),
    delete:
      protocol.delete &&
      ((http: Http, id: string) => unlessMissing(requireVerb(protocol, 'delete')(http, id))),
    download: (http: Http, id: string, { name }: { name: string }) => download(http, protocol, id, name),
  }
  const does = verbs[verb]
  if (does) return does as AnyVerb
  throw invalid(`The protocol ${protocol.name} has no ${verb}.`, 'not_supported')
}
