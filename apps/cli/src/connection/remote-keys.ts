import {
  ApiError,
  ConnectionError,
  type AuditPage,
  type CreatedKey,
  type KeyInfo,
  type OwnerInfo,
  type ProblemDocument,
} from 'video-translation-client'
import type { KeyAdmin } from 'video-translation-server'
import { remoteFetch } from './remote-fetch.ts'

export interface KeyServer {
  url: string
  apiKey?: string | undefined
  signal: AbortSignal
}

/** Manages keys through the HTTP API of a server. */
export function remoteKeys(server: KeyServer): KeyAdmin {
  const ask = <T>(method: string, path: string, body?: object) =>
    request<T>(server, path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  return {
    list: async () => (await ask<{ items: KeyInfo[] }>('GET', 'v1/keys')).items,
    create: (body) => ask<CreatedKey>('POST', 'v1/keys', body),
    async revoke(id) {
      try {
        return await ask<KeyInfo>('DELETE', `v1/keys/${encodeURIComponent(id)}`)
      } catch (error) {
        if (error instanceof ApiError && error.code === 'key_not_found') return undefined
        throw error
      }
    },
    owners: async () => (await ask<{ items: OwnerInfo[] }>('GET', 'v1/owners')).items,
    owner: (owner) => ask<OwnerInfo>('GET', `v1/limits?${queryOf({ owner })}`),
    setLimits: (owner, limits) => ask<OwnerInfo>('PUT', 'v1/limits', { owner, ...limits }),
    audit: ({ keyId, ...query }) => ask<AuditPage>('GET', `v1/audit?${queryOf({ ...query, key: keyId })}`),
  }
}

async function request<T>({ url, apiKey, signal }: KeyServer, path: string, init: RequestInit): Promise<T> {
  const address = new URL(path, `${url.replace(/\/+$/, '')}/`)
  const headers = new Headers(init.headers)
  if (apiKey) headers.set('authorization', `Bearer ${apiKey}`)
  const response = await remoteFetch(address, { ...init, headers, signal }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new ConnectionError(`${url} does not answer.`, { code: 'connection_failed', cause })
  })
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return body as T
  throw refusalOf(response, body as ProblemDocument | undefined)
}

function refusalOf({ status, statusText }: Response, problem: ProblemDocument | undefined): ApiError {
  const code = problem?.code ?? `http_${status}`
  return new ApiError(problem?.detail ?? `${status} ${statusText}`, {
    code,
    status,
    ...(problem && { problem }),
  })
}

function queryOf(filter: object): URLSearchParams {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined)
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))
}
