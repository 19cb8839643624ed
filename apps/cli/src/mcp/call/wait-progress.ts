import type { ServerContext } from '@modelcontextprotocol/server'
import { isFinal, type Translation } from 'video-translation-client'

/** The least growth between two notifications, for jobs without a known progress. */
const STEP = 0.0001

/**
 * Tells the caller how far all translations are, if it wants to know. The protocol demands a number
 * that grows with each notification.
 */
export function progressNotifier({ mcpReq }: ServerContext, ids: readonly string[]) {
  const { _meta: meta } = mcpReq
  const token = meta?.progressToken
  const shares = new Map(ids.map((id) => [id, 0]))
  let last = 0
  return (translation: Translation): void => {
    if (token === undefined) return
    shares.set(translation.id, shareOf(translation))
    const mean = [...shares.values()].reduce((sum, share) => sum + share, 0) / shares.size
    last = Math.max(mean, last + STEP)
    const params = { progressToken: token, progress: last, total: 1, message: describe(translation) }
    // The caller may be gone; the wait itself does not depend on it.
    void mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined)
  }
}

function shareOf({ status, progress = 0 }: Translation): number {
  return isFinal(status) ? 1 : progress
}

function describe({ id, status, stage, progress }: Translation): string {
  const percent = progress === undefined ? '' : ` ${Math.floor(progress * 100)} %`
  return `${id} ${status === 'running' ? (stage ?? status) : status}${status === 'running' ? percent : ''}`
}
