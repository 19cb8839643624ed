/**
 * Lets a page use the server through your own, which adds the key. Check the user's session before.
 * @param path what stands after `/api/video/`
 */
export async function forward(
  request: Request,
  path: string,
  server: { url: string; apiKey: string; fetch?: typeof fetch },
): Promise<Response> {
  const url = new URL(path, `${server.url}/`)
  url.search = new URL(request.url).search
  const headers = new Headers(request.headers)
  for (const name of ['host', 'cookie', 'connection', 'origin', 'content-length']) headers.delete(name)
  headers.set('authorization', `Bearer ${server.apiKey}`)
  const init = { method: request.method, headers, body: request.body, duplex: 'half', redirect: 'manual' }
  return await (server.fetch ?? fetch)(url, init as RequestInit)
}
