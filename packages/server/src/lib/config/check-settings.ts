import { checkBucketOptions } from '../files/s3/bucket-options.ts'
import { isProxyAddress } from '../net/addresses.ts'
import { type ApiKey, type Limits, LOCAL_KEY, MAX_TARGETS, type Settings } from './server-options.ts'

/**
 * @throws Error for settings that make no sense
 */
export function checkSettings(settings: Settings): void {
  refuseOtherDatabases(settings.databaseUrl)
  refuseLonelyRoles(settings)
  refuseBadProxies(settings.trustProxy)
  refuseBadKeys(settings.apiKeys)
  refuseBadMetricsKey(settings)
  refuseBadPublicUrl(settings.publicUrl)
  refuseBadHosts(settings.allowedHosts)
  refuseBadOrigins(settings.corsOrigins)
  refuseBadLimits(settings.limits)
  if (settings.fileStore) checkBucketOptions(settings.fileStore)
  if (!(settings.auditMs > 0)) throw new Error(`auditMs must be a number above 0, not ${settings.auditMs}.`)
}

/** The message leaves the URL out, because it may hold a password. */
function refuseOtherDatabases(databaseUrl: string | undefined): void {
  if (databaseUrl === undefined || /^postgres(ql)?:$/.test(URL.parse(databaseUrl)?.protocol ?? '')) return
  throw new Error(
    'databaseUrl must be the URL of a PostgreSQL database: postgres://user:password@host:port/database. ' +
      'Other databases are not supported.',
  )
}

function refuseLonelyRoles({ role, worker, databaseUrl }: Settings): void {
  if (role === 'worker' && !worker.enabled)
    throw new Error('The role `worker` contradicts worker.enabled: false.')
  if (role === 'api' && worker.can)
    throw new Error('worker.can is for a worker, and the role `api` has none.')
  if (databaseUrl !== undefined) return
  if (role !== 'all')
    throw new Error(
      `The role \`${role}\` needs a database that it shares with other servers: set databaseUrl.`,
    )
  if (worker.can)
    throw new Error('worker.can needs other workers, which do the rest: set databaseUrl to share a database.')
}

function refuseBadProxies(trustProxy: Settings['trustProxy']): void {
  if (typeof trustProxy === 'boolean') return
  const names = [trustProxy].flat().flatMap((text) => text.split(','))
  const wrong = names.map((name) => name.trim()).find((name) => !isProxyAddress(name))
  if (wrong === undefined) return
  throw new Error(
    `trustProxy has \`${wrong}\`, which is neither an address, nor a range such as 10.0.0.0/8, nor \`loopback\`.`,
  )
}

function refuseBadKeys(apiKeys: ApiKey[]): void {
  for (const { name, key } of apiKeys) {
    if (!name) throw new Error('An API key has no name; the name owns its translations.')
    if (name === LOCAL_KEY)
      throw new Error(`The name \`${LOCAL_KEY}\` is reserved for this machine's own key; choose another one.`)
    if (key.length < 16)
      throw new Error(`The API key of ${name} is too short to be a secret; use 16 characters or more.`)
  }
  if (new Set(apiKeys.map(({ key }) => key)).size < apiKeys.length) {
    throw new Error('Two API keys are equal, so the owner of a request would be ambiguous.')
  }
}

function refuseBadMetricsKey({ metricsKey, apiKeys }: Settings): void {
  if (metricsKey === undefined) return
  if (metricsKey.length < 16)
    throw new Error('metricsKey is too short to be a secret; use 16 characters or more.')
  if (apiKeys.some(({ key }) => key === metricsKey))
    throw new Error('metricsKey is also an API key, so its owner would see the metrics of all keys.')
}

function refuseBadPublicUrl(publicUrl: string | undefined): void {
  if (publicUrl === undefined) return
  const url = URL.parse(publicUrl)
  if (url && /^https?:$/.test(url.protocol)) return
  throw new Error(`publicUrl must be an http or https URL, not \`${publicUrl}\`.`)
}

/**
 * The host is compared with the parsed host of a request, so any other spelling would never match.
 */
function refuseBadHosts(allowedHosts: readonly string[]): void {
  const wrong = allowedHosts.find((name) => URL.parse(`http://${name}`)?.hostname !== name.toLowerCase())
  if (wrong === undefined) return
  throw new Error(
    `allowedHosts has \`${wrong}\`, which is not a host name. ` +
      'Write one such as translate.example.com, without scheme, port and path.',
  )
}

function refuseBadOrigins(corsOrigins: readonly string[]): void {
  const wrong = corsOrigins.find((text) => text !== '*' && URL.parse(text)?.origin !== text)
  if (wrong === undefined) return
  throw new Error(
    `corsOrigins has \`${wrong}\`, which is not an origin. Write one such as https://app.example.com, or * for any.`,
  )
}

function refuseBadLimits({ targets, ...limits }: Limits): void {
  if (targets > MAX_TARGETS) throw new Error(`limits.targets must be at most ${MAX_TARGETS}.`)
  for (const [name, limit] of Object.entries({ targets, ...limits }))
    if (!(limit >= 0)) throw new Error(`limits.${name} must be a number of at least 0, not ${limit}.`)
}
