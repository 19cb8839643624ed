import { lookup as dnsLookup, Resolver } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import { request, type Dispatcher } from 'undici'
import { addressRefusal, anyAddress, isPublicAddress, urlRefusal } from './addresses.ts'
import { createOutgoingAgent, hasProxy, proxySettings } from './proxy.ts'

/** Resolves a name; injectable for tests. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>

/** How {@link guardedFetch} goes about it. */
export interface GuardOptions {
  signal?: AbortSignal
  /** More than that in `Content-Length` is refused before the body. */
  maxBytes?: number
  /** Default: 5. */
  maxRedirects?: number
  /** Switches the address check off, for tests and closed networks. */
  allowPrivate?: boolean
  /** Which addresses may be connected to. Default: the public ones, or all with `allowPrivate`. */
  isAllowed?(address: string): boolean
  /** Default: 10 s. */
  connectTimeoutMs?: number
  /** Longest silence before and within the answer. Default: 60 s. */
  idleTimeoutMs?: number
  headers?: Record<string, string>
  resolve?: Resolve
}

/** An answer whose whole way was checked. */
export interface GuardedResponse {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Dispatcher.ResponseData['body']
  /** Where it came from in the end. */
  url: URL
  /** Closes the connection; call it when done with the body, however it ended. */
  close(): Promise<void>
}

/** A URL, or what it redirects or resolves to, is out of bounds. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress'
}

/** The answer announces more bytes than allowed. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
  constructor(maxBytes: number) {
    super(`It is larger than the limit of ${maxBytes} bytes.`)
  }
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * GET that reaches public addresses only. The name is resolved once for each connection, and that very address is
 * connected to, so a name that changes its mind between check and use gains nothing; every redirect is checked again.
 * Behind a proxy of the environment, the proxy resolves names; see {@link refuseKnownPrivate}.
 */
export async function guardedFetch(url: string | URL, options: GuardOptions = {}): Promise<GuardedResponse> {
  return await withAgent(new URL(url), options, async (agent) => {
    const { response, finalUrl } = await follow(new URL(url), agent, options)
    refuseTooLarge(response, options.maxBytes)
    return responseOf(response, finalUrl, agent)
  })
}

/**
 * POST that reaches public addresses only, under the same guard. A redirect is an answer and is not followed: what was
 * meant for one address is not given to another.
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

/** The answer has the agent to close; without one it is closed here. */
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
  for (let hops = options.maxRedirects ?? 5; ; hops--) {
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
 * A proxy resolves names by itself, so this machine cannot bind the check to the connection. It refuses what it knows
 * to be private, and leaves names that it cannot resolve to the rules of the proxy.
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
  const idleMs = options.idleTimeoutMs ?? 60_000
  return request(url, {
    method: body === undefined ? 'GET' : 'POST',
    body,
    dispatcher: agent,
    headers: { 'accept-encoding': 'identity', 'user-agent': 'video-translation', ...options.headers },
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    signal: options.signal,
  })
}

function redirectTarget(location: string, base: URL): URL {
  const target = URL.parse(location, base.href)
  if (!target) throw new ForbiddenAddress('The URL redirects to something that is no URL.')
  return target
}

function guardedAgent(url: URL, options: GuardOptions): Dispatcher {
  const timeout = options.connectTimeoutMs ?? 10_000
  const connect = { timeout, lookup: checkedLookup(options), allowH2: false }
  return createOutgoingAgent(url, { connect, connections: 1, pipelining: 1 })
}

/** The lookup of the socket itself: what passes here is what gets connected to. */
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

/** Behind a proxy there is often no name server at all; the system's own lookup would wait for one for half a minute. */
async function resolveQuickly(hostname: string): Promise<{ address: string; family: number }[]> {
  const resolver = new Resolver({ timeout: 1000, tries: 1 })
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
}

function refuseTooLarge(response: Dispatcher.ResponseData, maxBytes = Infinity): void {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw new TooLarge(maxBytes)
}

function unwrapForbidden(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof ForbiddenAddress ? cause : error
}
