import { execa } from 'execa'
import { proxySettings } from '../net/proxy.ts'

// What of npm's configuration concerns the fetching of packages, by the names that pacote knows them by.
const names = {
  registry: 'registry',
  proxy: 'proxy',
  'https-proxy': 'httpsProxy',
  noproxy: 'noProxy',
  'strict-ssl': 'strictSSL',
  ca: 'ca',
} as const

let settings: Promise<Record<string, unknown>> | undefined

/**
 * Registry, scopes and proxy as the user configured them for npm: asked from npm itself, so that every place that
 * npm looks at counts; from the environment where npm is not on the PATH.
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

/** npm knows no `ALL_PROXY`, and sends requests to this machine through a proxy, too. */
export function withProxy(
  settings: Record<string, unknown>,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, unknown> {
  if (settings['proxy'] || settings['httpsProxy']) return settings
  // A registry that nobody named is reached by https; `noProxy` goes along for its real host.
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
    const name = key.endsWith(':registry') ? key : names[key as keyof typeof names]
    if (name !== undefined && value !== null && value !== '') settings[name] = value
  }
  return settings
}

function fromEnvironment(): Record<string, unknown> {
  const registry = process.env['npm_config_registry'] ?? process.env['NPM_CONFIG_REGISTRY']
  return registry === undefined ? {} : { registry }
}
