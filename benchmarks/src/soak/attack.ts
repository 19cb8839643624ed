// Sends the worst requests from a process of its own, so that their cost does not slow the reader:
// node attack.ts URL KEY COUNT
import { Agent, request } from 'node:http'
import { worstRequests, type WorstRequest } from './worst-requests.ts'

/** How often each status was answered. `0` means that the server closed the connection. */
export type StatusCounts = Record<string, number>

const AT_ONCE = 8
/** A stream stays open, so it is read for this long. */
const STREAM_MS = 200

const [, , url = '', key = '', count = '1000'] = process.argv
process.send?.(await sendAll(worstRequests(), Number(count)))
process.disconnect?.()

/** Sends requests of all kinds in turn, eight at once. */
async function sendAll(kinds: WorstRequest[], total: number): Promise<StatusCounts> {
  const statuses: StatusCounts = {}
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  let sent = 0
  const sendOn = async (): Promise<void> => {
    while (sent < total) {
      const status = await send(kinds[sent++ % kinds.length] as WorstRequest, agent)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sendOn))
  agent.destroy()
  return statuses
}

function send({ method, path, headers, body }: WorstRequest, agent: Agent): Promise<number> {
  const withKey = { authorization: `Bearer ${key}`, ...headers }
  return new Promise((resolve) => {
    const sending = request(`${url}${path}`, { method, headers: withKey, agent }, (answer) => {
      const isStream = answer.headers['content-type']?.startsWith('text/event-stream')
      if (isStream) setTimeout(() => sending.destroy(), STREAM_MS)
      answer.resume().once('close', () => resolve(answer.statusCode ?? 0))
    })
    sending.once('error', () => resolve(0))
    sending.end(body)
  })
}
