// This module needs Node. It is loaded when the first webhook is due, and never in a browser.
import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Readable } from 'node:stream'

/** Refuses a webhook to this machine or a private network. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress'
  constructor(host: string) {
    super(
      `${host} is an address of this machine or of a private network. Webhooks go there only where the simulator is started ` +
        'with --allow-private-callbacks, or with `allowPrivateCallbacks: true`.',
    )
  }
}

/** Resolves a name as `dns.lookup` does. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * Sends a request like `fetch`, to public addresses only, without redirects.
 * It connects to the very address it checked, so a name that later resolves elsewhere gains
 * nothing.
 */
export async function publicFetch(
  input: string | URL | Request,
  init: RequestInit = {},
  resolve: Resolve = lookup,
): Promise<Response> {
  const url = new URL(String(input))
  refusePrivateHost(url)
  const send = url.protocol === 'https:' ? requestSecure : requestPlain
  const answered = Promise.withResolvers<Response>()
  const headers = Object.fromEntries(new Headers(init.headers))
  const options = {
    method: init.method ?? 'GET',
    headers,
    lookup: publicLookup(resolve),
    agent: false as const,
  }
  const request = send(url, { ...options, ...(init.signal && { signal: init.signal }) }, (answer) => {
    const { statusCode: status = 502 } = answer
    const isEmpty = BODILESS.includes(status)
    if (isEmpty) answer.resume()
    // Node's own types of web streams differ from the global ones.
    const body = isEmpty ? null : (Readable.toWeb(answer) as unknown as ReadableStream)
    answered.resolve(new Response(body, { status }))
  })
  request.on('error', answered.reject)
  request.end(init.body)
  return await answered.promise
}

/** Statuses whose answers have no body. */
const BODILESS = [204, 205, 304]

/** Refuses a private address or local name in a URL. It resolves no name. @throws PrivateAddress */
export function refusePrivateHost({ hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const isLocal = host === 'localhost' || host.endsWith('.localhost')
  if (isLocal || (isIP(host) && isPrivate(host))) throw new PrivateAddress(host)
}

/** Lookup for the socket, which connects to the very addresses that pass here. */
function publicLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      const isPublic = addresses?.every(({ address }) => !isPrivate(address))
      if (error || !first || !isPublic) callback(error ?? new PrivateAddress(hostname), '')
      else if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

// IANA's special-purpose registries (RFC 6890 and its successors). Public IPv6 addresses all lie in
// 2000::/3.
const PRIVATE_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]
const PRIVATE_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const PRIVATE_ADDRESSES = createList([...PRIVATE_4, ...PRIVATE_6])
const PUBLIC_IPV6 = createList(['2000::/3'])

export function isPrivate(address: string): boolean {
  if (isIP(address) === 4) return PRIVATE_ADDRESSES.check(address, 'ipv4')
  return PRIVATE_ADDRESSES.check(address, 'ipv6') || !PUBLIC_IPV6.check(address, 'ipv6')
}

function createList(subnets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [net = '', bits] = subnet.split('/')
    list.addSubnet(net, Number(bits), isIP(net) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
