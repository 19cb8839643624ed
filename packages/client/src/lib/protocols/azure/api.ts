import type { Call, Http } from '../../http/http.ts'
import { retryAfterMs } from '../../http/problem.ts'
import type { ProblemDocument } from '../../translation.ts'
import { asObject, asText, type JsonObject, readJson, unlessMissing } from '../parse.ts'

/** Options of the protocol `azure`. */
export interface AzureOptions {
  /** `api-version` of every request: `2026-03-01` (default), `2025-05-20`, or any other text. */
  apiVersion?: string
  /**
   * The kind of the client's `apiKey`: a Speech resource key (default), or a Microsoft Entra token.
   */
  auth?: 'key' | 'entra'
}

/** Azure's resources, by their paths under `/videotranslation`. */
export interface AzureApi {
  readonly apiVersion: string
  get(http: Http, path: string, query?: URLSearchParams): Promise<JsonObject>
  /** Undefined if there is none. */
  find(http: Http, path: string): Promise<JsonObject | undefined>
  /** Undefined if Azure does not know the operation. */
  operation(http: Http, id: string): Promise<Operation | undefined>
  /** One attempt to create a resource, under the id of an operation. */
  put(http: Http, path: string, operation: string, json: JsonObject): Promise<JsonObject>
  delete(http: Http, path: string): Promise<void>
}

export interface Operation {
  status?: string | undefined
  /** The wait that Azure asks for before the next request. */
  retryAfterMs?: number | undefined
}

export function createApi({ apiVersion = '2026-03-01' }: AzureOptions): AzureApi {
  const callOf = (path: string, query?: URLSearchParams): Call => {
    const fullQuery = new URLSearchParams(query)
    fullQuery.set('api-version', apiVersion)
    return { path: `/videotranslation${path}`, query: fullQuery }
  }
  const api: AzureApi = {
    apiVersion,
    get: (http, path, query) => http.send(callOf(path, query), readJson),
    find: (http, path) => unlessMissing(api.get(http, path)),
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
  return api
}

async function readOperation(response: Response): Promise<Operation> {
  const { status } = await readJson(response)
  return { status: asText(status), retryAfterMs: retryAfterMs(response.headers) }
}

/** See `securityDefinitions` in the specification. */
export function headersOf({ auth = 'key' }: AzureOptions, apiKey: string): Record<string, string> {
  return auth === 'entra' ? { authorization: `Bearer ${apiKey}` } : { 'ocp-apim-subscription-key': apiKey }
}

/**
 * Reads `Azure.Core.Foundations.ErrorResponse`. The outer code is the stable one; details name
 * fields.
 */
export function readProblem(body: unknown): Partial<ProblemDocument> | undefined {
  const error = asObject(asObject(body)?.['error'])
  if (!error) return undefined
  const code = asText(error['code'])
  const detail = asText(error['message'])
  const details = Array.isArray(error['details']) ? error['details'] : []
  const errors = [error, ...details].flatMap(fieldIn)
  return { ...(code && { code }), ...(detail && { detail }), ...(errors.length > 0 && { errors }) }
}

function fieldIn(error: unknown): { pointer: string; detail: string }[] {
  const { target, message } = asObject(error) ?? {}
  const pointer = asText(target)
  return pointer ? [{ pointer, detail: asText(message) ?? 'is invalid' }] : []
}
