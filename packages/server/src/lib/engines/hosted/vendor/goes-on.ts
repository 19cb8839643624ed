import { ApiError } from 'video-translation-client'
import type { HostedClient } from './vendor.ts'

/** Whether a job that was paid for exists, and has not failed. */
export async function goesOn(client: HostedClient, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { status } = await client.get(id, { signal })
    return status !== 'error' && status !== 'canceled'
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 410)) return false
    throw error
  }
}
