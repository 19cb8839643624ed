import type { Call } from '../serving/call.ts'
import { isLoopback } from '../serving/origins.ts'
import { Refusal } from '../refusal.ts'

/**
 * Admits only programs and pages of this machine. `Host` exposes a name rebound to 127.0.0.1;
 * `Origin` and `Sec-Fetch-Site` expose a form of a foreign page.
 * @throws Refusal 403
 */
export function checkOrigin({ url, header }: Call): void {
  // Even pages that `cors` admits to the faces must not control their jobs.
  const origin = header('origin')
  const site = header('sec-fetch-site') ?? 'none'
  const isOwn = (origin === null || origin === url.origin) && ['none', 'same-origin'].includes(site)
  if (!isLoopback(url.hostname) || !isOwn)
    throw new Refusal(
      403,
      'forbidden',
      'Only a program on this machine, or the page /_simulator itself, can control the jobs.',
    )
}
