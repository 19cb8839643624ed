/**
 * A `fetch` for clients behind a company's proxy. It follows `HTTP_PROXY`, `HTTPS_PROXY`,
 * `ALL_PROXY` and `NO_PROXY`.
 */
export { proxiedFetch } from './lib/net/proxy.ts'
