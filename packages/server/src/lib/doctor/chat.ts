import { proxiedFetch } from '../net/proxy.ts'
import type { Check } from './check.ts'

/** Base URL of the configured OpenAI-compatible endpoint. */
export function chatUrl(env: NodeJS.ProcessEnv): string | undefined {
  return env['VIDEO_TRANSLATION_CHAT_URL'] || undefined
}

/** Checks that the endpoint answers. Only a translation shows whether key and model are right. */
export async function checkChat(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Check> {
  const url = chatUrl(env)
  const base = {
    name: 'chat endpoint',
    optional: url === undefined,
    neededFor: 'better translations, and any pair of languages',
  }
  if (url === undefined) {
    const fix =
      'export VIDEO_TRANSLATION_CHAT_URL=http://localhost:11434/v1 VIDEO_TRANSLATION_CHAT_MODEL=<model>  (any OpenAI-compatible server)'
    return { ...base, ok: false, found: 'not configured', fix }
  }
  const problem = env['VIDEO_TRANSLATION_CHAT_MODEL']
    ? await findProblem(url, signal)
    : 'has no model configured'
  if (problem === undefined)
    return { ...base, ok: true, found: `${withoutPassword(url)} with ${env['VIDEO_TRANSLATION_CHAT_MODEL']}` }
  const fix = env['VIDEO_TRANSLATION_CHAT_MODEL']
    ? 'Start that server, or correct VIDEO_TRANSLATION_CHAT_URL.'
    : 'export VIDEO_TRANSLATION_CHAT_MODEL=<a model that the server has>'
  return { ...base, ok: false, found: `${withoutPassword(url)} ${problem}`, fix }
}

async function findProblem(url: string, signal?: AbortSignal): Promise<string | undefined> {
  const limit = AbortSignal.timeout(5000)
  try {
    const response = await proxiedFetch(url, {
      method: 'HEAD',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
    await response.body?.cancel()
    return undefined
  } catch {
    signal?.throwIfAborted()
    return 'does not answer'
  }
}

/** The URL without a password. */
function withoutPassword(text: string): string {
  const url = URL.parse(text)
  return url ? `${url.origin}${url.pathname}` : 'an invalid URL'
}
