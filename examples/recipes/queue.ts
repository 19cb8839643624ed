import {
  type ResumeToken,
  TimeoutError,
  type Translation,
  VideoTranslationError,
} from 'video-translation-client'
import type { VideoTranslationClient } from 'video-translation-client'

/** A message of your queue: a job to start, or a wait to go on with. */
export type Message = { job: string; source: string } | { job: string; token: ResumeToken }

/** What your queue offers. */
export interface Queue {
  send(message: Message, delaySeconds: number): Promise<void>
}

/** Works for at most a minute on a message. A job that takes longer goes back into the queue. */
export async function handle(
  client: VideoTranslationClient,
  queue: Queue,
  message: Message,
  timeoutMs = 60_000,
): Promise<Translation | undefined> {
  try {
    if ('token' in message) return await client.resume(message.token, { timeoutMs })
    const { job, source } = message
    // A message that arrives twice starts one translation.
    const { id } = await client.create({ source, to: ['es'], reference: job, idempotencyKey: job })
    return await client.wait(id, { timeoutMs })
  } catch (error) {
    if (error instanceof TimeoutError) await queue.send({ job: message.job, token: error.resumeToken }, 30)
    else if (error instanceof VideoTranslationError) console.error(message.job, error.code, error.message)
    else throw error
    return undefined
  }
}
