/** The option of `serve` for each setting that the server names in its messages. */
const OPTIONS: Readonly<Record<string, string>> = {
  apiKeys: '--api-key',
  auditMs: '--keep-audit',
  metricsKey: '--metrics-key (or VIDEO_TRANSLATION_METRICS_KEY)',
  publicUrl: '--public-url',
  allowedHosts: '--allowed-host',
  corsOrigins: '--cors',
  trustProxy: '--trust-proxy',
  dataDir: '--data',
  databaseUrl: '--database-url (or DATABASE_URL)',
  'limits.targets': '--max-targets',
  'fileStore.bucket': '--bucket',
  'fileStore.prefix': '--bucket s3://NAME/PREFIX',
  'fileStore.endpoint': '--s3-endpoint',
  'fileStore.publicEndpoint': '--s3-public-endpoint',
  'fileStore.region': '--s3-region',
  fileStore: '--bucket',
}

/** Replaces the names of settings in a message of the server with the options that set them. */
export function inOptionNames(message: string): string {
  return Object.entries(OPTIONS).reduce(
    (text, [setting, option]) => text.replace(new RegExp(`(?<![\\w./-])${setting}(?![\\w/-])`, 'g'), option),
    message,
  )
}
