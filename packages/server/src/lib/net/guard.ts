import { lookup as dnsLookup, Resolver } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import { request, type Dispatcher } from 'undici'
import { addressRefusal, anyAddress, isPublicAddress, urlRefusal } from './addresses.ts'
import { createOutgoingAgent, hasProxy, proxySettings } from './proxy.ts'

/** Resolves a name. Tests replace it. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>

export interface GuardOptions {
  signal?: AbortSignal
  /** A larger `Content-Length` is refused before the body. */
  maxBytes?: number
  /** Switches the address check off, for tests and closed networks. */
  allowPrivate?: boolean
  /** Whether an address is allowed. Default: public ones, or all with `allowPrivate`. */
  isAllowed?(address: string): boolean
  headers?: Record<string, string>
  resolve?: Resolve
}

/** A response whose address and redirects were all checked. */
export interface GuardedResponse {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Dispatcher.ResponseData['body']
  /** URL after all redirects. */
  url: URL
  /** Closes the connection. Call it after the body, however it ended. */
  close(): Promise<void>
}

/** A URL, or an address that it redirects or resolves to, is forbidden. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress'
}

/** The response is larger than allowed. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
  readonly maxBytes: number

  constructor(maxBytes: number) {
    super(`The response is larger than the limit of ${maxBytes} bytes.`)
    this.maxBytes = maxBytes
  }
}

const MAX_REDIRECTS = 5
const CONNECT_TIMEOUT_MS = 10_000
/** Longest silence before and within the response. */
const IDLE_TIMEOUT_MS = 60_000

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * GET that reaches public addresses only. The name is resolved once for each connection, and the
 * connection uses the checked address, so a name that resolves differently after the check gains
 * nothing. Every redirect is checked again. Behind a proxy of the environment, the proxy resolves
 * names; see {@link refuseKnownPrivate}.
 */
export async function guardedFetch(url: string | URL, options: GuardOptions = {}): Promise<GuardedResponse> {
  return await withAgent(new URL(url), options, async (agent) => {
    const { response, finalUrl } = await follow(new URL(url), agent, options)
    refuseTooLarge(response, options.maxBytes)
    return responseOf(response, finalUrl, agent)
  })
}

/**
 * POST that reaches public addresses only, with the same guard. It does not follow redirects,
 * because the body is meant for one address.
 */
export async function guardedPost(
  url: string | URL,
  body: string,
  options: GuardOptions = {},
): Promise<GuardedResponse> {
  const target = new URL(url)
  await refuseUrl(target, options)
  return await withAgent(target, options, async (agent) =>
    responseOf(await ask(target, agent, options, body), target, agent),
  )
}

/** The response closes the agent. If there is no response, this function does. */
async function withAgent(
  url: URL,
  options: GuardOptions,
  send: (agent: Dispatcher) => Promise<GuardedResponse>,
): Promise<GuardedResponse> {
  const agent = guardedAgent(url, options)
  try {
    return await send(agent)
  } catch (error) {
    await agent.destroy()
    throw unwrapForbidden(error)
  }
}

function responseOf(response: Dispatcher.ResponseData, url: URL, agent: Dispatcher): GuardedResponse {
  const { statusCode: status, headers, body } = response
  return { status, headers, body, url, close: () => agent.destroy() }
}

async function follow(url: URL, agent: Dispatcher, options: GuardOptions) {
  let current = url
  for (let hops = MAX_REDIRECTS; ; hops--) {
    await refuseUrl(current, options)
    const response = await ask(current, agent, options)
    const location = response.headers.location
    if (!REDIRECTS.has(response.statusCode) || typeof location !== 'string')
      return { response, finalUrl: current }
    await response.body.dump({ limit: 16_384 })
    if (hops <= 0) throw new ForbiddenAddress('The URL redirects too often.')
    current = redirectTarget(location, current)
  }
}

async function refuseUrl(url: URL, options: GuardOptions): Promise<void> {
  const refusal = urlRefusal(url, allowed(options))
  if (refusal) throw new ForbiddenAddress(refusal)
  if (hasProxy(proxySettings(url))) await refuseKnownPrivate(url.hostname, options)
}

/**
 * A proxy resolves names itself, so this machine cannot bind its check to the connection. It
 * refuses names that it resolves to private addresses, and leaves names that it cannot resolve to
 * the rules of the proxy.
 */
async function refuseKnownPrivate(hostname: string, options: GuardOptions): Promise<void> {
  const resolve = options.resolve ?? resolveQuickly
  refusePrivate(hostname, await resolve(hostname).catch(() => []), options)
}

function ask(
  url: URL,
  agent: Dispatcher,
  options: GuardOptions,
  body?: string,
): Promise<Dispatcher.ResponseData> {
  return request(url, {
    method: body === undefined ? 'GET' : 'POST',
    body,
    dispatcher: agent,
    headers: { 'accept-encoding': 'identity', 'user-agent': 'video-translation', ...options.headers },
    headersTimeout: IDLE_TIMEOUT_MS,
    bodyTimeout: IDLE_TIMEOUT_MS,
    signal: options.signal,
  })
}

function redirectTarget(location: string, base: URL): URL {
  const target = URL.parse(location, base.href)
  if (!target) throw new ForbiddenAddress('The URL redirects to an invalid URL.')
  return target
}

function guardedAgent(url: URL, options: GuardOptions): Dispatcher {
  const connect = { timeout: CONNECT_TIMEOUT_MS, lookup: checkedLookup(options), allowH2: false }
  return createOutgoingAgent(url, { connect, connections: 1, pipelining: 1 })
}

/** The lookup of the socket itself, so the connection uses exactly the checked addresses. */
function checkedLookup(options: GuardOptions): LookupFunction {
  const check = callbackify((hostname: string) => resolveChecked(hostname, options))
  return (hostname, { all }, callback) => {
    const done = callback as (error: Error | null, ...rest: unknown[]) => void
    check(hostname, (error, addresses) => {
      if (error || all) done(error, addresses)
      else done(null, addresses[0]?.address, addresses[0]?.family)
    })
  }
}

async function resolveChecked(hostname: string, options: GuardOptions) {
  const addresses = await (options.resolve ?? resolveAll)(hostname)
  if (addresses.length === 0) throw new Error(`${hostname} has no address.`)
  refusePrivate(hostname, addresses, options)
  return addresses
}

function refusePrivate(hostname: string, addresses: { address: string }[], options: GuardOptions): void {
  for (const { address } of addresses) {
    const refusal = addressRefusal(address, allowed(options))
    if (refusal) throw new ForbiddenAddress(`${hostname} leads to a private network: ${refusal}`)
  }
}

function allowed(options: GuardOptions): (address: string) => boolean {
  return options.isAllowed ?? (options.allowPrivate ? anyAddress : isPublicAddress)
}

function resolveAll(hostname: string): Promise<{ address: string; family: number }[]> {
  return dnsLookup(hostname, { all: true, verbatim: true })
}

/** Behind a proxy without a name server, the system's lookup would wait half a minute. */
async function resolveQuickly(hostname: string): Promise<{ address: string; family: number }[]> {
  const resolver = new Resolver({ timeout: 1000, tries: 1 })
  const results = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
  const addresses = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
}

function refuseTooLarge(response: Dispatcher.ResponseData, maxBytes = Infinity): void {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw new TooLarge(maxBytes)
}

function unwrapForbidden(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof ForbiddenAddress ? cause : error
}
