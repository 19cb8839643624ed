import { request } from 'undici'
import { createOutgoingAgent } from '../net/proxy.ts'
import type { PackFile, UrlSource } from './pack-file.ts'

/** Streams a file, or a part of a larger one, from the model's own site. */
export async function fetchUrl(
  source: UrlSource,
  file: PackFile,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const range = source.offset === undefined ? undefined : rangeOf(source.offset, file.bytes)
  return open(source.url, range === undefined ? {} : { range }, signal, 5)
}

async function open(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  redirects: number,
): Promise<AsyncIterable<Uint8Array>> {
  const {
    statusCode,
    headers: answer,
    body,
  } = await request(url, { headers, signal, dispatcher: createOutgoingAgent(new URL(url)) })
  const { location } = answer
  if (statusCode >= 300 && statusCode < 400 && typeof location === 'string' && redirects > 0) {
    await body.dump()
    return open(new URL(location, url).href, headers, signal, redirects - 1)
  }
  if (statusCode === ('range' in headers ? 206 : 200)) return body
  await body.dump()
  throw new Error(`${url} answered ${statusCode}`)
}

function rangeOf(offset: number, bytes: number): string {
  return `bytes=${offset}-${offset + bytes - 1}`
}
