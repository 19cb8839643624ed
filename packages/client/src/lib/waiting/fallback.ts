import type { Channel, ChannelHost } from './channel.ts'
import { createHeldChannel } from './held.ts'
import { createPollingChannel } from './polling.ts'

/** The channels for where the stream does not work or is not wanted; loaded then, since most clients never need them. */
export function createFallbackChannels(host: ChannelHost): { held: Channel; polling: Channel } {
  return { held: createHeldChannel(host), polling: createPollingChannel(host) }
}
