import type { Call, Http } from '../../http/http.ts'
import { retryAfterMs } from '../../http/problem.ts'
import type { ProblemDocument } from '../../translation.ts'
import { type Body, bodyIn, readJson, textIn, unlessMissing } from '../answers.ts'

/** How Azure is spoken to. */
export interface AzureOptions {
  /** `api-version` of every request: `2026-03-01` (default) or `2025-05-20`; others are sent as they are. */
  apiVersion?: string
  /** What the client's `apiKey` is: the key of a Speech resource (default), or a token of Microsoft Entra. */
  auth?: 'key' | 'entra'
}

/** The resources of Azure, each by its path under `/videotranslation`. */
export interface Wire {
  readonly apiVersion: string
  get(http: Http, path: string, query?: URLSearchParams): Promise<Body>
  /** Undefined where there is none. */
  find(http: Http, path: string): Promise<Body | undefined>
  /** How an operation stands, and how long Azure asks to wait before the next look. Undefined where it does not know it. */
  operation(http: Http, id: string): Promise<Operation | undefined>
  /** One attempt to create what is not there yet, in the name of an operation. */
  put(http: Http, path: string, operation: string, json: Body): Promise<Body>
  delete(http: Http, path: string): Promise<void>
}

export interface Operation {
  status?: string | undefined
  retryAfterMs?: number | undefined
}

export function createWire({ apiVersion = '2026-03-01' }: AzureOptions): Wire {
  const wire: Wire = {
    apiVersion,
    get: (http, path, query) => http.send(callOf(path, query), readJson),
    find: (http, path) => unlessMissing(wire.get(http, path)),
    operation: (http, id) => unlessMissing(http.send(callOf(`/operations/${id}`), readOperation)),
    put: (http, path, operation, json) =>
      http.attempt(
        { ...callOf(path), method: 'PUT', json, headers: { 'operation-id': operation } },
        readJson,
      ),
    async delete(http, path) {
      const call = { ...callOf(path), method: 'DELETE' }
      await unlessMissing(http.send(call, (response) => response.text()))
    },
  }
  return wire

  function callOf(path: string, query?: URLSearchParams): Call {
    const whole = new URLSearchParams(query)
    whole.set('api-version', apiVersion)
    return { path: `/videotranslation${path}`, query: whole }
  }
}

async function readOperation(response: Response): Promise<Operation> {
  const { status } = await readJson(response)
  return { status: textIn(status), retryAfterMs: retryAfterMs(response.headers) }
}

/** Who asks: `securityDefinitions` of the specification. */
export function headersOf({ auth = 'key' }: AzureOptions, apiKey: string): Record<string, string> {
  return auth === 'entra' ? { authorization: `Bearer ${apiKey}` } : { 'ocp-apim-subscription-key': apiKey }
}

/** `Azure.Core.Foundations.ErrorResponse`: the outer code is the stable one; the details say which field. */
export function readProblem(body: unknown): Partial<ProblemDocument> | undefined {
  const error = bodyIn(bodyIn(body)?.['error'])
  if (!error) return undefined
  const code = textIn(error['code'])
  const detail = textIn(error['message'])
  const details = Array.isArray(error['details']) ? error['details'] : []
  const errors = [error, ...details].flatMap(fieldIn)
  return { ...(code && { code }), ...(detail && { detail }), ...(errors.length > 0 && { errors }) }
}

function fieldIn(error: unknown): { pointer: string; detail: string }[] {
  const { target, message } = bodyIn(error) ?? {}
  const pointer = textIn(target)
  return pointer ? [{ pointer, detail: textIn(message) ?? 'is wrong' }] : []
}
