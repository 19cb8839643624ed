import type { Connection } from '../connection.ts'
import { throwInvalidResponse } from '../errors.ts'
import { readEvents } from '../sse.ts'
import type { StreamBody, Translation } from '../translation.ts'

/** What a page follows: translations with the versions it has, and all that are newer than one. */
export interface Wanted {
  translations: { id: string; version: number }[]
  /** The id of the newest translation that the page has. */
  after?: string | undefined
}

/** Takes in what was received. */
export interface Sink {
  put(translation: Translation): void
  remove(id: string): void
}

/** The server has no stream that this client can read, or something holds it back. */
export class NoStream extends Error {}

// The server sends a comment every 15 s. A proxy that buffers keeps the connection open and silent.
const SILENCE_MS = 40_000

/**
 * Follows the changes on one connection, until it breaks or is aborted.
 * @throws NoStream when changes have to be polled
 */
export async function followOnce(
  { http, protocol }: Connection,
  wanted: Wanted,
  sink: Sink & { onAlive(): void },
  signal: AbortSignal,
): Promise<void> {
  const { stream } = protocol
  if (!stream) throw new NoStream()
  const call = {
    headers: { accept: 'text/event-stream' },
    timeoutMs: SILENCE_MS,
    ...stream.call(wanted.translations),
    signal,
  }
  const json = {
    ...(call.json as StreamBody),
    ...(wanted.after !== undefined && { filter: { after: wanted.after } }),
  }
  await http.attempt({ ...call, json }, async ({ body, headers }, limits) => {
    if (!body || !headers.get('content-type')?.startsWith('text/event-stream'))
      throwInvalidResponse('not an event stream')
    const onData = () => {
      limits.allow(SILENCE_MS)
      sink.onAlive()
    }
    await readEvents(body, onData, (name, data) => {
      const sent = JSON.parse(data) as { id: string }
      if (name === 'translation') sink.put(stream.read(sent, http.log))
      else if (name === 'removed' || name === 'missing') sink.remove(sent.id)
    })
  })
}
