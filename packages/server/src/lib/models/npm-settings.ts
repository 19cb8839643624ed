import { execa } from 'execa'
import { proxySettings } from '../net/proxy.ts'

/** npm's settings for downloads, with pacote's names for them. */
const PACOTE_NAMES = {
  registry: 'registry',
  proxy: 'proxy',
  'https-proxy': 'httpsProxy',
  noproxy: 'noProxy',
  'strict-ssl': 'strictSSL',
  ca: 'ca',
} as const

let settings: Promise<Record<string, unknown>> | undefined

/**
 * The user's registry, scopes and proxy. npm itself reports them, so that all its configuration
 * files count. If npm is not on the PATH, they come from the environment.
 */
export function npmSettings(): Promise<Record<string, unknown>> {
  settings ??= readSettings()
  return settings
}

async function readSettings(): Promise<Record<string, unknown>> {
  const { stdout, failed } = await execa('npm', ['config', 'list', '--json'], {
    reject: false,
    timeout: 20_000,
  })
  return withProxy(failed ? fromEnvironment() : chosen(JSON.parse(stdout) as Record<string, unknown>))
}

/** npm ignores `ALL_PROXY`, and would use a proxy even for this machine. */
export function withProxy(
  settings: Record<string, unknown>,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, unknown> {
  if (settings['proxy'] || settings['httpsProxy']) return settings
  // The default registry uses https. `noProxy` is passed on, so that it applies to the real host.
  const registry = URL.parse(String(settings['registry'] ?? '')) ?? new URL('https://registry.invalid')
  const { httpProxy, httpsProxy, noProxy } = proxySettings(registry, env)
  const proxy = registry.protocol === 'https:' ? httpsProxy : httpProxy
  if (proxy === '') return settings
  const direct = [settings['noProxy'], noProxy].filter(Boolean).join(',')
  return { ...settings, httpsProxy: proxy, noProxy: direct }
}

function chosen(configuration: Record<string, unknown>): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(configuration)) {
    const name = key.endsWith(':registry') ? key : PACOTE_NAMES[key as keyof typeof PACOTE_NAMES]
    if (name !== undefined && value !== null && value !== '') settings[name] = value
  }
  return settings
}

function fromEnvironment(): Record<string, unknown> {
  const registry = process.env['npm_config_registry'] ?? process.env['NPM_CONFIG_REGISTRY']
  return registry === undefined ? {} : { registry }
}
