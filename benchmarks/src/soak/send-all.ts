import { Agent, request } from 'node:http'
import type { WorstRequest } from './worst-requests.ts'

/** How often each status was answered; `0` is a connection that the server ended. */
export type Attacked = Record<string, number>

const AT_ONCE = 8
/** A stream stays open; so long it is read. */
const STREAM_MS = 200

/** Sends requests of all kinds in turn, eight at once. */
export async function sendAll(
  url: string,
  key: string,
  kinds: WorstRequest[],
  count: number,
): Promise<Attacked> {
  const statuses: Attacked = {}
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  let sent = 0
  const sendOn = async (): Promise<void> => {
    while (sent < count) {
      const kind = kinds[sent++ % kinds.length] as WorstRequest
      const headers = { authorization: `Bearer ${key}`, ...kind.headers }
      const status = await send(`${url}${kind.path}`, { ...kind, headers }, agent)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sendOn))
  agent.destroy()
  return statuses
}

/** The status of the answer; 0 where the server ended the connection before there was one. */
function send(url: string, { method, headers, body }: WorstRequest, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sending = request(url, { method, headers: { ...headers }, agent }, (answer) => {
      const isStream = answer.headers['content-type']?.startsWith('text/event-stream')
      if (isStream) setTimeout(() => sending.destroy(), STREAM_MS)
      answer.resume().once('close', () => resolve(answer.statusCode ?? 0))
    })
    sending.once('error', () => resolve(0))
    sending.end(body)
  })
}
