import { onTestFinished } from 'vitest'
import type { Translation } from 'video-translation-client'
import { postJson, type Fetch } from './test-server.ts'

export interface StreamEvent {
  event: string
  id?: string
  data: Translation
}

/** An open event stream. */
export interface Stream {
  response: Response
  /** The next event, or undefined at the end of the stream. */
  next(): Promise<StreamEvent | undefined>
  /** Reads until an event matches. */
  until(fits: (event: StreamEvent) => boolean): Promise<StreamEvent>
  readonly comments: string[]
  close(): void
}

export async function openStream(ask: Fetch, body: unknown): Promise<Stream> {
  const controller = new AbortController()
  const response = await ask('/v1/translations/stream', { ...postJson(body), signal: controller.signal })
  onTestFinished(() => controller.abort())
  const comments: string[] = []
  const blocks = readBlocks(response)
  const next = async (): Promise<StreamEvent | undefined> => {
    for (;;) {
      const { value: block, done } = await blocks.next()
      if (done) return undefined
      if (!block.startsWith(':')) return parseEvent(block)
      comments.push(block)
    }
  }
  return {
    response,
    next,
    comments,
    async until(fits) {
      for (;;) {
        const event = await next()
        if (!event) throw new Error('The stream ended before the event came.')
        if (fits(event)) return event
      }
    },
    close: () => controller.abort(),
  }
}

async function* readBlocks(response: Response): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    yield* blocks
  }
  return undefined
}

function parseEvent(block: string): StreamEvent {
  const fields = Object.fromEntries(
    block.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(': ')
      return [line.slice(0, colon), line.slice(colon + 2)]
    }),
  )
  return {
    event: fields['event'] ?? '',
    id: fields['id'],
    data: JSON.parse(fields['data'] ?? 'null') as Translation,
  }
}
