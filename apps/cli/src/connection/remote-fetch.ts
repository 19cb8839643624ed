/** `fetch` through the proxy of the environment. The module is loaded by the first request, which keeps the start quick. */
export async function remoteFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { proxiedFetch } = await import('video-translation-server/proxy')
  return await proxiedFetch(input, init)
}
