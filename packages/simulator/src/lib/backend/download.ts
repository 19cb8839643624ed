/** Downloads a small file that a request names, as text. It is guarded as webhooks are. */
export type Download = (url: string) => Promise<string>

const TIMEOUT_MS = 15_000
const MAX_BYTES = 2 ** 20

/** @param fetcher `fetch`, or a replacement for tests */
export function createDownload(fetcher: typeof fetch): Download {
  return async (url) => {
    const response = await fetcher(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!response.ok) throw new Error(`it answers ${response.status}`)
    return await readText(response)
  }
}

async function readText({ body }: Response): Promise<string> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength
    if (bytes > MAX_BYTES) {
      await reader?.cancel()
      throw new Error(`it has more than ${MAX_BYTES} bytes`)
    }
    parts.push(part.value as Uint8Array<ArrayBuffer>)
  }
  return await new Blob(parts).text()
}
