import type { OwnerInfo } from 'video-translation-client'
import { nextDay } from '../store/owner-store.ts'
import type { Store } from '../store/store.ts'

/** The limits of an owner and what it has used, as sent to clients. */
export async function ownerInfo(
  owner: string,
  { owners, wall }: Pick<Store, 'owners' | 'wall'>,
): Promise<OwnerInfo> {
  const { retentionMs, ...limits } = await owners.limits(owner)
  const { running, waiting, secondsToday, bytes } = await owners.usage(owner)
  const given = Object.entries(limits).filter(([, limit]) => limit !== undefined)
  return {
    owner,
    limits: {
      ...Object.fromEntries(given),
      ...(retentionMs !== undefined && { retentionSeconds: Math.round(retentionMs / 1000) }),
    },
    usage: {
      running,
      waiting,
      minutesToday: Math.round(secondsToday / 6) / 10,
      minutesResetAt: nextDay(wall()),
      bytes,
    },
  }
}
