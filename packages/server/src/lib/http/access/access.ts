import type { FastifyRequest } from 'fastify'
import type { KeyScope } from 'video-translation-client'
import type { Settings } from '../../config/server-options.ts'
import { hasScope, type KeyHolder, ONLY_USER } from '../../keys/key-holder.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { digestOf } from '../../keys/secret.ts'
import { isLoopback } from '../../net/addresses.ts'
import { isInProcess } from '../connections/in-process.ts'
import { asksForUnknownPage } from '../requests/asks-for-page.ts'
import { Problem } from '../problems/problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The key of the request. Undefined for one without a key, to a route that needs none. */
    key: KeyHolder | undefined
    /** The owner of the request: that of its key, or `''` without keys. */
    owner: string
  }
  interface FastifyContextConfig {
    /**
     * `public` needs no key. `signed` needs a key or a signature, which the handler checks.
     * `operator` covers the translations of all keys.
     */
    access?: 'public' | 'signed' | 'operator'
    /** The scope that a key needs. Default: `read` for GET and HEAD, else `write`. */
    scope?: KeyScope
    /** Logged only at debug level: probes and scrapes. */
    quiet?: boolean
  }
}

/** Decides first whether a request is allowed at all, and who its owner is. */
export function createAccess(settings: Settings, keys: Keyring): (request: FastifyRequest) => Promise<void> {
  const { metricsKey } = settings
  const metricsDigest = metricsKey === undefined ? undefined : digestOf(metricsKey)
  return async (request) => {
    const { quiet } = request.routeOptions.config
    const access = accessTo(request)
    const secret = givenKey(request)
    // Prometheus names the address of the node, which is no name of the server.
    if (access === 'operator' && secret !== undefined && digestOf(secret) === metricsDigest) return
    // A probe must be answered while the database is not.
    if (access !== 'public') await keys.refresh()
    if (!isInProcess(request.raw.socket)) {
      const hosts = allowedHosts(settings, keys)
      // So do probes, and their answers are no secret.
      if (hosts && !(quiet && access === 'public')) checkHost(request, hosts)
      // With keys, a foreign page has no credentials to send. Without keys, the Origin header is
      // the only protection.
      if (keys.isOpen) checkOrigin(request, settings)
    }
    request.key = keys.isOpen ? ONLY_USER : checkKey(request, secret, keys)
    request.owner = request.key?.owner ?? ''
    if (request.key) checkScope(request, request.key)
  }
}

/** The page that says that there is nothing has no data, like every page. */
function accessTo(request: FastifyRequest) {
  return asksForUnknownPage(request) ? 'public' : request.routeOptions.config.access
}

/** Undefined allows any host: the operator named none, and a key is required anyway. */
function allowedHosts(settings: Settings, keys: Keyring): Set<string> | undefined {
  const named = [
    ...settings.allowedHosts,
    ...(settings.publicUrl ? [new URL(settings.publicUrl).hostname] : []),
  ]
  if (!keys.isOpen && named.length === 0) return undefined
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

/** Undefined for a request without a key, to a route that needs none. */
function checkKey(request: FastifyRequest, secret: string | undefined, keys: Keyring): KeyHolder | undefined {
  const access = accessTo(request)
  if (secret === undefined) {
    if (access === 'public' || (access === 'signed' && hasSignature(request))) return undefined
    throw unauthorized('unauthorized', 'An API key is required: `Authorization: Bearer <key>`.')
  }
  const found = keys.find(secret)
  if (!('refused' in found)) return found
  if (found.refused === 'expired') throw unauthorized('key_expired', 'The API key has expired.')
  if (found.refused === 'revoked') throw unauthorized('key_revoked', 'The API key was revoked.')
  throw unauthorized('unauthorized', 'The API key is unknown.')
}

function unauthorized(code: string, detail: string): Problem {
  return new Problem(401, code, detail, { headers: { 'www-authenticate': 'Bearer' } })
}

/** The scope that a request needs. */
export function scopeOf({ method, routeOptions }: FastifyRequest): KeyScope {
  const isReading = ['GET', 'HEAD', 'OPTIONS'].includes(method)
  return routeOptions.config.scope ?? (isReading ? 'read' : 'write')
}

function checkScope(request: FastifyRequest, key: KeyHolder): void {
  if (request.routeOptions.config.access === 'operator') return requireAdmin(key)
  const needed = scopeOf(request)
  if (hasScope(key, needed)) return
  const detail = `This request needs the scope \`${needed}\`, and the API key \`${key.name}\` has \`${key.scope}\`.`
  // RFC 6750, section 3.1.
  const challenge = `Bearer error="insufficient_scope", scope="${needed}"`
  throw new Problem(403, 'scope_missing', detail, { headers: { 'www-authenticate': challenge } })
}

/** Keys without the scope `admin` see only what is their owner's. */
function requireAdmin(key: KeyHolder): void {
  if (hasScope(key, 'admin')) return
  const detail =
    'Metrics cover the translations of all keys: use the `metricsKey` of the server, or a key with the scope `admin`.'
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
