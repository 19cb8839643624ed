import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRandom } from 'video-translation-simulator'
import { pseudoTranslate, shorten } from './pseudo-translation.ts'

/** Fault in the endpoint's answer to a request. */
export type Fault = (typeof FAULTS)[number]

export const FAULTS = [
  'none',
  'reorder',
  'drop',
  'duplicate',
  'contradict',
  'empty_texts',
  'foreign_ids',
  'cut_off',
  'prose',
  'fence',
  'thoughts',
  'object',
  'by_id',
  'json_lines',
  'no_json',
  'no_content',
  'html',
  'rate_limit',
  'server_error',
  'refuse',
  'reset',
] as const

export interface AskedRequest {
  authorization?: string
  model: string
  temperature?: number
  question: Question
  fault: Fault
}

interface Question {
  from: string
  to: string
  about?: string
  lines: { id: string; text: string; max?: number; translated?: string }[]
  before: string[]
  after: string[]
  glossary: Record<string, string>
  keep?: string[]
}

export interface ChatEndpointOptions {
  /** Fault for each request for lines, by its number from 0. Default: `none`. */
  faultOf?: (index: number, question: Question) => Fault
  /**
   * When the endpoint respects `max`: always, only when asked to shorten, or never. Default:
   * `at_once`.
   */
  budget?: 'at_once' | 'when_asked' | 'never'
  /** Default: 0. */
  latencyMs?: number
  seed?: number
}

/**
 * An OpenAI-compatible endpoint on the loopback that translates with fake words, with optional
 * faults.
 */
export async function startChatEndpoint(options: ChatEndpointOptions = {}) {
  const requests: AskedRequest[] = []
  const summaries: AskedRequest[] = []
  let underWay = 0
  let mostUnderWay = 0
  const server = createServer((request, response) => {
    mostUnderWay = Math.max(mostUnderWay, ++underWay)
    response.on('close', () => underWay--)
    void serve(request, response, { requests, summaries }, options)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    /** Requests for lines. */
    requests,
    /** Requests for a summary of the transcript. */
    summaries,
    mostUnderWay: () => mostUnderWay,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { requests, summaries }: { requests: AskedRequest[]; summaries: AskedRequest[] },
  options: ChatEndpointOptions,
) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
    return void response.writeHead(404).end()
  const { model, temperature, messages } = JSON.parse(Buffer.concat(chunks).toString())
  const question = JSON.parse(messages.at(-1).content) as Question
  const { authorization } = request.headers
  if (messages[0].content.includes('"summary"')) {
    summaries.push({ authorization, model, temperature, question, fault: 'none' })
    return void complete(response, '{"summary":"About a dog.","terms":{}}')
  }
  const index = requests.length
  const fault = options.faultOf?.(index, question) ?? 'none'
  requests.push({ authorization, model, temperature, question, fault })
  const items = work(question, options.budget ?? 'at_once')
  setTimeout(
    () => answer(response, fault, items, createRandom(options.seed ?? 0, index).next),
    options.latencyMs ?? 0,
  )
}

interface Item {
  id: string
  text: string
}

function work({ lines, to, glossary }: Question, budget: 'at_once' | 'when_asked' | 'never'): Item[] {
  return lines.map(({ id, text, max, translated }) => {
    const whole = translated ?? pseudoTranslate(text, to, glossary)
    const keeps = budget === 'at_once' || (budget === 'when_asked' && translated !== undefined)
    return { id, text: keeps && max !== undefined ? shorten(whole, max) : whole }
  })
}

function answer(response: ServerResponse, fault: Fault, items: Item[], random: () => number): void {
  switch (fault) {
    case 'rate_limit':
      return void response.writeHead(429, { 'retry-after': '0' }).end('slow down')
    case 'server_error':
      return void response.writeHead(503).end('overloaded')
    case 'refuse':
      return void response.writeHead(400).end('{"error":{"message":"this I will not have"}}')
    case 'reset':
      return void response.destroy()
    case 'html':
      return void response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html>Welcome to the hotel</html>')
    default:
      complete(response, fault === 'no_content' ? null : write(fault, items, random))
  }
}

function complete(response: ServerResponse, content: string | null): void {
  const choices = [{ index: 0, message: { role: 'assistant', content } }]
  const body = JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', choices })
  response.writeHead(200, { 'content-type': 'application/json' }).end(body)
}

/** The items with the fault applied. */
function write(fault: Fault, items: Item[], random: () => number): string {
  const some = (list: Item[]) => list.filter(() => random() < 0.5)
  const json = JSON.stringify(items)
  const writers: Partial<Record<Fault, () => string>> = {
    reorder: () => JSON.stringify(items.toSorted(() => random() - 0.5)),
    drop: () => JSON.stringify(some(items)),
    duplicate: () => JSON.stringify([...items, ...some(items)]),
    contradict: () => JSON.stringify([...items, ...some(items).map(({ id }) => ({ id, text: 'otra cosa' }))]),
    empty_texts: () =>
      JSON.stringify(items.map((item) => (random() < 0.5 ? { id: item.id, text: '  ' } : item))),
    foreign_ids: () =>
      JSON.stringify([...items, { id: 1_000_000, text: 'nadie' }, { id: -1, text: 'nada' }, { id: null }]),
    cut_off: () => json.slice(0, Math.floor(json.length * random())),
    prose: () =>
      `Sure! Here are [the] {translations}:\n\n${json}\n\nLet me know if "anything" is unclear :-]`,
    fence: () => `\`\`\`json\n${JSON.stringify(items, null, 2)}\n\`\`\``,
    thoughts: () => `<think>[{"id":"${items[0]?.id}","text":"hmm"}] maybe?</think>\n${json}`,
    object: () => JSON.stringify({ lines: items }),
    by_id: () => JSON.stringify(Object.fromEntries(items.map(({ id, text }) => [id, text]))),
    json_lines: () => items.map((item) => JSON.stringify(item)).join('\n'),
    no_json: () => items.map(({ text }) => text).join('\n'),
  }
  return writers[fault]?.() ?? json
}
