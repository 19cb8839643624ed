import ipaddr from 'ipaddr.js'
import { type Agent, Dispatcher1Wrapper, EnvHttpProxyAgent, type Dispatcher } from 'undici'

/** The proxies for one URL, as `EnvHttpProxyAgent` takes them. Empty strings mean none. */
export interface ProxySettings {
  httpProxy: string
  httpsProxy: string
  noProxy: string
}

/** A proxy is for other machines only, never for programs of this machine. */
const ALWAYS_DIRECT = ['localhost', '127.0.0.1', '[::1]']
const SCHEMES = ['http:', 'https:', 'socks5:', 'socks:']

/**
 * Reads `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`. The lower-case names win. Without
 * `HTTPS_PROXY`, https uses the proxy of http. `NO_PROXY` may contain names, addresses and ranges
 * such as `10.0.0.0/8`.
 * @throws Error if a variable is not the address of a proxy.
 */
export function proxySettings(url: URL, env: NodeJS.ProcessEnv = process.env): ProxySettings {
  const all = readProxy('ALL_PROXY', env)
  const httpProxy = readProxy('HTTP_PROXY', env) || all
  const httpsProxy = readProxy('HTTPS_PROXY', env) || all || httpProxy
  return { httpProxy, httpsProxy, noProxy: directHosts(url, read('NO_PROXY', env)).join(',') }
}

/** Whether any request may go through a proxy. */
export function hasProxy({ httpProxy, httpsProxy }: ProxySettings): boolean {
  return httpProxy !== '' || httpsProxy !== ''
}

/**
 * Creates an agent that connects through the environment's proxy, or directly. The caller closes
 * it.
 * @param options for direct connections only, so that a check of addresses does not refuse a proxy
 * in a private network
 */
export function createOutgoingAgent(url: URL, options: Agent.Options = {}): Dispatcher {
  const { timeout } = typeof options.connect === 'object' ? options.connect : {}
  return new EnvHttpProxyAgent({ ...options, ...proxySettings(url), proxyTls: { timeout } })
}

const agents = new Map<string, Dispatcher>()

/** The global `fetch`, through the proxy that the environment names for the URL. */
export async function proxiedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input)
  const settings = proxySettings(url)
  if (!hasProxy(settings)) return await fetch(input, init)
  return await fetch(input, { ...init, dispatcher: sharedAgent(url, settings) } as RequestInit)
}

/** One agent for all requests with the same settings, so that they share its connections. */
function sharedAgent(url: URL, settings: ProxySettings): Dispatcher {
  const key = JSON.stringify(settings)
  // Node's fetch uses an older version of the dispatcher interface.
  const agent = agents.get(key) ?? new Dispatcher1Wrapper(createOutgoingAgent(url))
  agents.set(key, agent)
  return agent
}

function readProxy(name: string, env: NodeJS.ProcessEnv): string {
  const text = read(name, env)
  if (text === '') return ''
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const proxy = URL.parse(address)
  if (proxy?.hostname && SCHEMES.includes(proxy.protocol)) return address
  // The message must not contain the value, which may have a password.
  throw new Error(`${name} is not the address of a proxy. Write it like http://proxy.example.com:3128.`)
}

function read(name: string, env: NodeJS.ProcessEnv): string {
  return (env[name.toLowerCase()] || env[name] || '').trim()
}

/** undici does not support ranges, so an address within one is added to the list. */
function directHosts(url: URL, noProxy: string): string[] {
  const entries = noProxy.split(/[\s,]+/).filter(Boolean)
  const inRange = entries.some((entry) => isInRange(url.hostname, entry))
  return [...entries, ...ALWAYS_DIRECT, ...(inRange ? [url.hostname] : [])]
}

function isInRange(hostname: string, range: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (!ipaddr.isValid(host) || !ipaddr.isValidCIDR(range)) return false
  const [address, [base, bits]] = [ipaddr.process(host), ipaddr.parseCIDR(range)]
  return address.kind() === base.kind() && address.match(base, bits)
}
