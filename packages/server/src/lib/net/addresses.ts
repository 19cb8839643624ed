import ipaddr from 'ipaddr.js'

/** Names that never leave the machine or the local network, whatever a resolver says. */
const LOCAL_NAMES = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|localdomain)$/

/**
 * Why a URL must not be asked on behalf of a user, as far as its text tells: scheme, credentials, literal
 * addresses and local names. What its name resolves to is checked when connecting.
 */
export function urlRefusal(url: URL, isAllowed: IsAllowed = isPublicAddress): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `The scheme \`${url.protocol.slice(0, -1)}\` is not supported; give an http or https URL.`
  }
  if (url.username || url.password) {
    return 'The URL carries credentials, which would end up in logs and answers; leave them out.'
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
    ? `\`${host}\` is a name of the local network, which the server does not reach for others.`
    : undefined
}

/** Why an address must not be connected to. */
export function addressRefusal(address: string, isAllowed: IsAllowed): string | undefined {
  return isAllowed(address)
    ? undefined
    : `${address} is not a public address; the server reaches no private network for others.`
}

/** Allows every address, where the guard is switched off. */
export function anyAddress(): boolean {
  return true
}

/** Whether an address is reachable by anyone: no loopback, private, shared, reserved, embedded or multicast one. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  // Only 2000::/3 is handed out; the rest holds v4-compatible addresses and whatever comes next.
  return parsed.kind() === 'ipv4' || (parsed.toByteArray()[0] ?? 0) >> 5 === 1
}

/** Whether a proxy can be named so: an address, a range in CIDR notation, or a range that has a name. */
export function isProxyAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  return text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text)
}

/** Whether an address or a name means this machine only. */
export function isLoopback(host: string): boolean {
  const literal = host.replace(/^\[|\]$/g, '')
  if (literal === 'localhost') return true
  return ipaddr.isValid(literal) && ipaddr.process(literal).range() === 'loopback'
}
