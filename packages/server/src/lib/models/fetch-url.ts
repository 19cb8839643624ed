import { request } from 'undici'
import { createOutgoingAgent } from '../net/proxy.ts'
import type { PackFile, UrlSource } from './pack-file.ts'

export interface FetchLimits {
  signal: AbortSignal
  /** Longest time without a byte. */
  silenceMs: number
}

/** The site was not reached, or it fell silent. Its other files would fail in the same way. */
export class SiteSilent extends Error {
  override readonly name = 'SiteSilent'
}

/** Streams a file, or a part of a larger one, from the model's own site. */
export async function* fetchUrl(
  source: UrlSource,
  file: PackFile,
  { signal, silenceMs }: FetchLimits,
): AsyncGenerator<Uint8Array> {
  const { host } = new URL(source.url)
  const silence = new AbortController()
  const onSilence = () => silence.abort(new SiteSilent(`${host} sent nothing for ${silenceMs / 1000} s`))
  let timer = setTimeout(onSilence, silenceMs)
  try {
    const either = AbortSignal.any([signal, silence.signal])
    for await (const chunk of await open(source.url, headersFor(source, file), either, 5)) {
      clearTimeout(timer)
      yield chunk
      timer = setTimeout(onSilence, silenceMs)
    }
  } finally {
    clearTimeout(timer)
  }
}

function headersFor({ offset }: UrlSource, { bytes }: PackFile): Record<string, string> {
  return offset === undefined ? {} : { range: `bytes=${offset}-${offset + bytes - 1}` }
}

async function open(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  redirects: number,
): Promise<AsyncIterable<Uint8Array>> {
  const { statusCode, headers: answer, body } = await ask(url, headers, signal)
  const { location } = answer
  if (statusCode >= 300 && statusCode < 400 && typeof location === 'string' && redirects > 0) {
    await body.dump()
    return open(new URL(location, url).href, headers, signal, redirects - 1)
  }
  if (statusCode === ('range' in headers ? 206 : 200)) return body
  await body.dump()
  throw new Error(`${url} answered ${statusCode}`)
}

async function ask(url: string, headers: Record<string, string>, signal: AbortSignal) {
  try {
    return await request(url, { headers, signal, dispatcher: createOutgoingAgent(new URL(url)) })
  } catch (error) {
    signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    throw new SiteSilent(`${new URL(url).host} was not reached: ${reason}`, { cause: error })
  }
}
