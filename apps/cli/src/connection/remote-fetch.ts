/**
 * `fetch` through the proxy of the environment. The first request loads the module, so the start is
 * quick.
 */
export async function remoteFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { proxiedFetch } = await import('video-translation-server/proxy')
  return await proxiedFetch(input, init)
}
