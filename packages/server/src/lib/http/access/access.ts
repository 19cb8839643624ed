import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { LOCAL_KEY, type Settings } from '../../config/server-options.ts'
import { isLoopback } from '../../net/addresses.ts'
import { isInProcess } from '../connections/in-process.ts'
import { Problem } from '../problems/problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The owner of the request: the name of the API key, or `''` without keys. */
    owner: string
  }
  interface FastifyContextConfig {
    /**
     * `public` needs no key. `signed` needs a key or a signature, which the handler checks.
     * `operator` covers the translations of all keys.
     */
    access?: 'public' | 'signed' | 'operator'
    /** Logged only at debug level: probes and scrapes. */
    quiet?: boolean
  }
}

/** Decides first whether a request is allowed at all, and who its owner is. */
export function createAccess(settings: Settings): (request: FastifyRequest) => void {
  const hosts = allowedHosts(settings)
  const ownerOf = keyring(settings.apiKeys)
  const isMetricsKey = keyring(settings.metricsKey ? [{ name: 'metrics', key: settings.metricsKey }] : [])
  const hasKeys = settings.apiKeys.length > 0
  return (request) => {
    const { access, quiet } = request.routeOptions.config
    const isOperators = access === 'operator'
    // Prometheus names the address of the node, which is no name of the server.
    if (isOperators && isMetricsKey(givenKey(request) ?? '') !== undefined) return
    if (!isInProcess(request.raw.socket)) {
      // So do probes, and their answers are no secret.
      if (hosts && !(quiet && access === 'public')) checkHost(request, hosts)
      // With keys, a foreign page has no credentials to send. Without keys, the Origin header is
      // the only protection.
      if (!hasKeys) checkOrigin(request, settings)
    }
    request.owner = hasKeys ? checkKey(request, ownerOf) : ''
    if (hasKeys && isOperators) requireLocalKey(request.owner)
  }
}

/** Undefined allows any host: the operator named none, and a key is required anyway. */
function allowedHosts(settings: Settings): Set<string> | undefined {
  const named = [
    ...settings.allowedHosts,
    ...(settings.publicUrl ? [new URL(settings.publicUrl).hostname] : []),
  ]
  if (settings.apiKeys.length > 0 && named.length === 0) return undefined
  return new Set(named.map((name) => name.toLowerCase()))
}

/**
 * A page whose domain was pointed at this machine (DNS rebinding) still sends its own host name.
 */
function checkHost(request: FastifyRequest, hosts: Set<string>): void {
  // Behind a trusted proxy, this is the host name that the browser requested.
  const name = hostName(request.host)
  if (name && (hosts.has(name) || isLoopback(name))) return
  const detail = `This server does not answer to the host \`${name ?? ''}\`. Use localhost, or set publicUrl or allowedHosts.`
  throw new Problem(403, 'host_not_allowed', detail)
}

function hostName(host: string | undefined): string | undefined {
  return URL.parse(`http://${host ?? ''}`)?.hostname
}

function checkOrigin(request: FastifyRequest, settings: Settings): void {
  const { origin } = request.headers
  if (origin === undefined || isAllowedOrigin(origin, request.host, settings)) return
  const detail = `Pages of ${origin} may not use this server. Add the origin to corsOrigins to allow it.`
  throw new Problem(403, 'origin_not_allowed', detail)
}

function isAllowedOrigin(origin: string, host: string | undefined, settings: Settings): boolean {
  if (settings.corsOrigins.includes(origin) || settings.corsOrigins.includes('*')) return true
  if (settings.publicUrl && new URL(settings.publicUrl).origin === origin) return true
  return origin === `http://${host}` || origin === `https://${host}`
}

function checkKey(request: FastifyRequest, ownerOf: (key: string) => string | undefined): string {
  const { access } = request.routeOptions.config
  const key = givenKey(request)
  const owner = key === undefined ? undefined : ownerOf(key)
  if (owner !== undefined) return owner
  const isFree = access === 'public' || (access === 'signed' && hasSignature(request))
  if (isFree && key === undefined) return ''
  const detail =
    key === undefined ? 'An API key is required: `Authorization: Bearer <key>`.' : 'The API key is unknown.'
  throw new Problem(401, 'unauthorized', detail, { headers: { 'www-authenticate': 'Bearer' } })
}

/**
 * The local key belongs to the user who can read the data folder, and may see everything. Other
 * keys see only their own translations.
 */
function requireLocalKey(owner: string): void {
  if (owner === LOCAL_KEY) return
  const detail = 'Metrics cover the translations of all keys: use the `metricsKey` of the server.'
  throw new Problem(403, 'metrics_key_needed', detail)
}

export function givenKey(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1]
  const header = request.headers['x-api-key']
  return bearer ?? (typeof header === 'string' ? header : undefined)
}

function hasSignature(request: FastifyRequest): boolean {
  return (request.query as Record<string, unknown>)['signature'] !== undefined
}

/** Compares all digests, each in constant time, so that the time reveals nothing about a key. */
export function keyring(apiKeys: Settings['apiKeys']): (key: string) => string | undefined {
  const known = apiKeys.map(({ name, key }) => ({ name, digest: digestOf(key) }))
  return (key) => {
    const digest = digestOf(key)
    return known.filter((one) => timingSafeEqual(one.digest, digest)).at(0)?.name
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
