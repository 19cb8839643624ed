import type { Call } from '../serving/call.ts'
import { isLoopback } from '../serving/origins.ts'
import { Refusal } from '../refusal.ts'

/**
 * Lets in only whoever asks this machine by a name of its own, and no page from elsewhere: a name that was rebound to 127.0.0.1
 * shows in Host, and a form of a foreign page in Origin or Sec-Fetch-Site.
 */
export function checkOrigin({ url, header }: Call): void {
  // Pages that may use the faces may not drive their jobs.
  const origin = header('origin')
  const site = header('sec-fetch-site') ?? 'none'
  const isOwn = (origin === null || origin === url.origin) && ['none', 'same-origin'].includes(site)
  if (!isLoopback(url.hostname) || !isOwn)
    throw new Refusal(
      403,
      'forbidden',
      'The jobs can be driven from this machine only, by their own page or by a program.',
    )
}
