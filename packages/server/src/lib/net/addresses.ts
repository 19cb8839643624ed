import ipaddr from 'ipaddr.js'

/** Names of the machine or the local network, regardless of what a resolver answers. */
const LOCAL_NAMES = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|localdomain)$/

/**
 * Reason why the server must not request a URL for a user, from its text alone: scheme,
 * credentials, literal address or local name. The addresses of its name are checked at the
 * connection.
 */
export function urlRefusal(url: URL, isAllowed: IsAllowed = isPublicAddress): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `The scheme \`${url.protocol.slice(0, -1)}\` is not supported; give an http or https URL.`
  }
  if (url.username || url.password) {
    return 'The URL contains credentials, which would appear in logs and answers. Leave them out.'
  }
  return hostRefusal(url.hostname, isAllowed)
}

type IsAllowed = (address: string) => boolean

function hostRefusal(hostname: string, isAllowed: IsAllowed): string | undefined {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  const literal = host.startsWith('[') ? host.slice(1, -1) : host
  if (ipaddr.isValid(literal)) return addressRefusal(literal, isAllowed)
  const isLocal = isAllowed === isPublicAddress && (LOCAL_NAMES.test(host) || !host.includes('.'))
  return isLocal
    ? `\`${host}\` is a name of the local network, which the server does not access for users.`
    : undefined
}

/** Reason why the server must not connect to an address. */
export function addressRefusal(address: string, isAllowed: IsAllowed): string | undefined {
  return isAllowed(address)
    ? undefined
    : `${address} is not a public address, and the server does not access private networks for users.`
}

/** Allows every address, for a guard that is switched off. */
export function anyAddress(): boolean {
  return true
}

/** Whether an address is not loopback, private, shared, reserved, embedded or multicast. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  // Only 2000::/3 is assigned. Other ranges include IPv4-compatible addresses.
  return parsed.kind() === 'ipv4' || (parsed.toByteArray()[0] ?? 0) >> 5 === 1
}

/** Whether a text names proxies: an address, a range in CIDR notation, or a range with a name. */
export function isProxyAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  return text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text)
}

/** Whether an address or a name means this machine. */
export function isLoopback(host: string): boolean {
  const literal = host.replace(/^\[|\]$/g, '')
  if (literal === 'localhost') return true
  return ipaddr.isValid(literal) && ipaddr.process(literal).range() === 'loopback'
}
